import type { CommandContext } from '../context.js';
import type { DaemonClient } from '../daemon-client.js';
import type { LogLine, WorkerProcess } from '../daemon-shapes.js';
import { CommandFailure } from '../errors.js';
import { findProcess, isOver } from '../find-process.js';
import { formatDuration } from '../format-duration.js';
import { formatTable } from '../format-table.js';
import { printable } from '../printable.js';

/** The most lines that the daemon answers at once. */
const MAX_LINES = 10_000;

/** Prints the processes of the daemon. */
export async function ps(
  { all = false }: { readonly all?: boolean },
  { findDaemon, signal, print, tell }: CommandContext,
): Promise<{ readonly processes: readonly WorkerProcess[] }> {
  const daemon = await findDaemon();
  if (daemon === undefined) {
    tell('No daemon runs, so nothing runs in the background. rbee-hive serve starts it.');
    return { processes: [] };
  }
  const processes = (await daemon.processes(signal)).filter((process) => all || !isOver(process));
  if (processes.length === 0) tell('Nothing runs. rbee-hive spawn WORKER starts an installed worker.');
  const rows = processes.map((process) =>
    [
      process.id,
      process.worker,
      stateOf(process),
      ageOf(process),
      String(process.pid ?? ''),
      process.url,
    ].map(printable),
  );
  if (rows.length > 0)
    for (const line of formatTable([['ID', 'WORKER', 'STATE', 'SINCE', 'PID', 'URL'], ...rows])) print(line);
  return { processes };
}

function stateOf({ state, ending, restarts }: WorkerProcess): string {
  const how = [ending, restartsText(restarts)].filter(Boolean);
  return how.length === 0 ? state : `${state} (${how.join(', ')})`;
}

function restartsText(restarts: number): string | undefined {
  if (restarts === 0) return undefined;
  return restarts === 1 ? 'restarted once' : `restarted ${restarts} times`;
}

function ageOf({ startedAt, endedAt }: WorkerProcess): string {
  return formatDuration(Math.max(0, Date.now() - Date.parse(endedAt ?? startedAt)));
}

/** Stops a process of the daemon. */
export async function stop(
  name: string,
  context: CommandContext,
): Promise<{ readonly process: WorkerProcess }> {
  const daemon = await requireDaemon(context);
  const found = findProcess(await daemon.processes(context.signal), name, 'running');
  const { id, worker } = found;
  if (isOver(found)) {
    context.tell(`${printable(worker)} (${id}) has ended already.`);
    return { process: found };
  }
  const process = await daemon.runProcessJob({ operation: 'worker_stop', process: id }, context);
  context.tell(`${context.colors.green('✓')} Stopped ${printable(worker)} (${id}).`);
  return { process };
}

export interface LogFlags {
  readonly follow?: boolean;
  readonly lines: number;
}

/** Prints what a process of the daemon printed; with `follow` until it ends. */
export async function logs(
  name: string,
  { follow = false, lines: count }: LogFlags,
  context: CommandContext,
): Promise<{ readonly process: string; readonly lines: readonly LogLine[] }> {
  const { signal } = context;
  const daemon = await requireDaemon(context);
  const process = findProcess(await daemon.processes(signal), name, 'newest');
  const lines = await daemon.logs(process.id, { lines: Math.min(count, MAX_LINES), signal });
  for (const line of lines) context.print(printable(line.line));
  if (follow) await followProcess(daemon, { process, after: lines.at(-1)?.seq }, context);
  return { process: process.id, lines };
}

/** Prints the lines of a process as they come, until it ends. */
export async function followProcess(
  daemon: DaemonClient,
  { process, after }: { readonly process: WorkerProcess; readonly after: number | undefined },
  { signal, print, onEvent }: CommandContext,
): Promise<void> {
  await daemon.followLogs(process.id, {
    after,
    signal,
    onLine(line) {
      print(printable(line.line));
      onEvent({ type: 'log-line', worker: process.worker, ...line });
    },
  });
}

async function requireDaemon({ findDaemon }: CommandContext): Promise<DaemonClient> {
  const daemon = await findDaemon();
  if (daemon !== undefined) return daemon;
  throw new CommandFailure({
    code: 'NO_DAEMON',
    message: 'No daemon runs, so no worker runs in the background.',
    hint: 'Start it with rbee-hive serve. What rbee-hive spawn runs in the foreground ends with Ctrl-C.',
  });
}
