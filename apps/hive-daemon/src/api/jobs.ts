import type { ModelEntry, ModelEvent } from '@rbee/model-catalog';
import type {
  CatalogOperationName,
  CatalogOperationResults,
  OperationEvent,
} from '@rbee/worker-catalog/operations';
import { z } from 'zod';
import { ApiError } from './errors.js';
import { Operation } from './operations.js';
import type { WorkerProcess } from './processes.js';

/** How a job can end. `interrupted`: the daemon ended while it ran. */
const END_STATES = ['succeeded', 'failed', 'cancelled', 'interrupted'] as const;

/** A job begins `queued` and ends in one of the last four. */
export const JobState = z.enum(['queued', 'running', ...END_STATES]);
export type JobState = z.output<typeof JobState>;

/** Whether a job in this state has ended. */
export function isEndState(state: JobState): boolean {
  return (END_STATES as readonly JobState[]).includes(state);
}

/** What a job results in: its operation says which. */
export type JobResult =
  | CatalogOperationResults[CatalogOperationName]
  | { readonly process: WorkerProcess }
  | { readonly model: ModelEntry };

/** `POST /v1/jobs` (201), `GET /v1/jobs/:id`, and an element of `GET /v1/jobs`. Times are ISO 8601, UTC. */
export const Job = z.object({
  id: z
    .string()
    .regex(/^[\w-]{1,200}$/)
    .meta({ description: 'Unguessable. Every event of an installation carries it.' }),
  operation: Operation,
  state: JobState,
  createdAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  step: z.string().optional().meta({ description: 'Of an installation that runs: its step.' }),
  events: z.int().meta({ description: 'How many events it has had; also the `id:` of the newest.' }),
  result: z.custom<JobResult>().optional().meta({ description: 'When it succeeded.' }),
  error: ApiError.optional().meta({ description: 'When it failed.' }),
});
export type Job = Readonly<z.output<typeof Job>>;

/** `GET /v1/jobs`: the newest first. */
export const JobList = z.object({ jobs: z.array(Job).readonly() });
export type JobList = Readonly<z.output<typeof JobList>>;

export type JobEventBody =
  | OperationEvent
  | ModelEvent
  | { readonly type: 'job-state'; readonly job: Job }
  /** Something for a person to read. */
  | { readonly type: 'note'; readonly text: string }
  /** So many lines of the output that came here are left out; what follows is the end of a step. */
  | { readonly type: 'log-gap'; readonly lines: number }
  /** The log had reached its limit: from here to the end only state changes follow. */
  | { readonly type: 'log-full'; readonly limitBytes: number };

/**
 * One server-sent event of `GET /v1/jobs/:id/stream`: `id:` is `seq`, `event:` is `job`, `data:` is this as one line of
 * JSON. The stream begins after `Last-Event-ID` (a header, or the query's `after`), else with the first event,
 * and ends after the event with an end state. A comment line comes every 15 seconds when nothing else does.
 */
export const JobEvent = z.object({
  seq: z.int().meta({ description: '1, 2, 3 … without a gap.' }),
  time: z.string(),
  event: z.custom<JobEventBody>((value) => typeof value === 'object' && value !== null && 'type' in value),
});
export type JobEvent = Readonly<z.output<typeof JobEvent>>;
