import type { ProcessList, WorkerOverview } from 'rbee-hive-daemon/api';
import { type NameOf, namesOf } from '../model/names.js';
import { useResource } from './use-resource.js';

/** What workers and processes are called, by their ids; an id of something that is gone is its own name. */
export function useNames(): NameOf {
  const workers = useResource<WorkerOverview>('/v1/workers');
  const processes = useResource<ProcessList>('/v1/processes');
  return namesOf(workers.data?.workers ?? [], processes.data?.processes ?? []);
}
