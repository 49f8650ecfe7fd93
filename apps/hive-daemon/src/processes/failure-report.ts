import nodeProcess from 'node:process';
import { explainFailedStart } from '@rbee/worker-catalog';
import type { WorkerProcess } from '../api/processes.js';
import { DaemonError } from '../errors.js';
import type { SequencedLog } from '../log/sequenced-log.js';
import type { ProcessRecord } from './process-store.js';

/** How the wait for a worker's health came out. */
export type Outcome = 'healthy' | 'late' | 'ended' | 'left';

/** Why a worker is not looked after any longer. */
export type Failure = 'late' | 'ended' | 'hung' | 'left';

/** Node's names of architectures in Arch's terms. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64', ia32: 'i686' };
const LAST_LINES = 20;
const LAST_LINE_LENGTH = 2_000;

/** Of one that was not ready in time; what the time is called, each way to start a worker knows. */
const LATE_HINT = 'A large model may need longer: give it more time to become ready.';

function linesText(lines: readonly string[]): string {
  return lines.length === 0 ? 'It printed nothing.' : `Its last lines:\n${lines.join('\n')}`;
}

/** What a worker printed last, which mostly says why it ended. */
export async function lastLinesOf(log: SequencedLog): Promise<string[]> {
  const lines = await log.newest(LAST_LINES);
  const texts = lines.map(({ line }) => (JSON.parse(line) as { line: string }).line);
  return texts.map((text) => (text.length > LAST_LINE_LENGTH ? `${text.slice(0, LAST_LINE_LENGTH)}…` : text));
}

/** How a start failed. */
export interface FailedStart {
  readonly outcome: Outcome;
  /** Of one that was not ready in time: how it answered last, as the end of a sentence that begins with its name. */
  readonly lateness: string;
  /** What can be told of why it ended. */
  readonly reason?: string | undefined;
}

/** Why a worker that was started cannot be used. */
export function notReady(
  { process, readySeconds }: ProcessRecord,
  { outcome, lateness, reason }: FailedStart,
): DaemonError {
  const { worker, ending, lastLines = [] } = process;
  const how =
    outcome === 'late'
      ? `was not healthy in ${readySeconds} s: it ${lateness}`
      : `ended before it was healthy: ${ending}`;
  return new DaemonError({
    code: 'WORKER_NOT_READY',
    message: `${worker} ${how}.`,
    hint: [reason ?? (outcome === 'late' ? LATE_HINT : ''), linesText(lastLines)].join(' ').trim(),
  });
}

/** Why it ended before it was healthy, as far as its end, its program and its last lines tell. */
export async function explainEnd(
  program: string,
  process: Pick<WorkerProcess, 'ending' | 'lastLines'>,
): Promise<string | undefined> {
  const { ending = '', lastLines = [] } = process;
  const signal = /^SIG[A-Z0-9]+$/.test(ending) ? (ending as NodeJS.Signals) : undefined;
  return explainFailedStart({
    program,
    architecture: ARCHITECTURES[nodeProcess.arch] ?? nodeProcess.arch,
    end: signal === undefined ? { type: 'exit' } : { type: 'signal', signal },
    output: lastLines.join('\n'),
  }).catch(() => undefined);
}
