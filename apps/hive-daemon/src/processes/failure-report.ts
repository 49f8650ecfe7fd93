import { DaemonError } from '../errors.js';
import type { SequencedLog } from '../log/sequenced-log.js';
import type { ProcessRecord } from './process-store.js';

/** How the wait for a worker's health came out. */
export type Outcome = 'healthy' | 'late' | 'ended' | 'left';

/** Why a worker is not looked after any longer. */
export type Failure = 'late' | 'ended' | 'hung' | 'left';

const LAST_LINES = 20;
const LAST_LINE_LENGTH = 2_000;

/** What a worker printed last, which mostly says why it ended. */
export async function lastLinesOf(log: SequencedLog): Promise<string[]> {
  const lines = await log.newest(LAST_LINES);
  const texts = lines.map(({ line }) => (JSON.parse(line) as { line: string }).line);
  return texts.map((text) => (text.length > LAST_LINE_LENGTH ? `${text.slice(0, LAST_LINE_LENGTH)}…` : text));
}

/** Why a worker that was started cannot be used. */
export function notReady({ process, readySeconds }: ProcessRecord, outcome: Outcome): DaemonError {
  const { worker, ending, lastLines = [] } = process;
  const how =
    outcome === 'late'
      ? `did not respond to GET /health at port ${process.port} in ${readySeconds} s`
      : `ended before it was healthy: ${ending}`;
  return new DaemonError({
    code: 'WORKER_NOT_READY',
    message: `${worker} ${how}.`,
    hint: lastLines.length === 0 ? 'It printed nothing.' : `Its last lines:\n${lastLines.join('\n')}`,
  });
}
