import { open } from 'node:fs/promises';
import path from 'node:path';
import { makePrivateFolder } from '@rbee-internal/system/files';
import { startProcess } from '@rbee-internal/system/process';
import { pause } from '@rbee-internal/system/time';
import type { CommandContext } from '../context.js';
import { CommandFailure } from '../errors.js';
import type { DaemonClient } from './client/daemon-client.js';
import { type ServeChoices, serveCommand } from './serve-command.js';

const POLL_MS = 100;
const START_MS = 15_000;

/** The daemon that runs, else one that is started in the background and goes on. @throws CommandFailure `NO_DAEMON` */
export async function ensureDaemon(context: CommandContext, choices?: ServeChoices): Promise<DaemonClient> {
  const found = await context.findDaemon();
  if (found !== undefined) return found;
  const { stateDir, env, signal, tell } = context;
  await makePrivateFolder(stateDir);
  const logFile = path.join(stateDir, 'serve.log');
  const log = await open(logFile, 'a', 0o600);
  try {
    const [program, ...args] = serveCommand(choices);
    startProcess(program, args, {
      env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)) as Record<
        string,
        string
      >,
      // Its standard output has the link with the token.
      stdio: ['ignore', 'ignore', log.fd],
    }).unref();
  } finally {
    await log.close();
  }
  const end = performance.now() + START_MS;
  while (performance.now() < end) {
    await pause(POLL_MS, signal);
    const daemon = await context.findDaemon();
    if (daemon === undefined) continue;
    tell(`The daemon was started; it goes on in the background. Its log: ${logFile}`);
    return daemon;
  }
  throw new CommandFailure({
    code: 'NO_DAEMON',
    message: 'No daemon runs, and none could be started in the background.',
    hint: `See ${logFile}, or start it with rbee-hive serve.`,
  });
}
