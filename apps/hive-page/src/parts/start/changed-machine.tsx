import type { WorkerRow } from 'rbee-hive-daemon/api';
import { changesOf } from '../../model/verdict/verdict-text.js';
import { Note } from '../notes.js';

interface ChangedMachineProps {
  readonly workers: readonly WorkerRow[];
  /** Id of the one that is chosen. */
  readonly chosen: string;
}

/** What of the machine changed since the chosen worker was installed: it may not start any more. */
export function ChangedMachine({ workers, chosen }: ChangedMachineProps) {
  const row = workers.find(({ installed }) => installed?.workerId === chosen);
  if (row === undefined) return null;
  return (
    <>
      {changesOf(row.verdict).map(({ message, remedy }) => (
        <Note key={message} tone="info">
          <p class="breakable">{message}</p>
          {remedy !== undefined && <p class="note-hint breakable">{remedy}</p>}
        </Note>
      ))}
    </>
  );
}
