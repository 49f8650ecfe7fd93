import type { WorkerProcess } from 'rbee-hive-daemon/api';
import type { CommandContext } from '../../context.js';
import type { DaemonClient } from '../../daemon/client/daemon-client.js';
import { printable } from '../../output/printable.js';

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
