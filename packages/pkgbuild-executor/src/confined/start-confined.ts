import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { ChosenGuard } from '../guards/choose-guard.js';
import { askProgram, connectHere, type OpenConnection } from './ask-program.js';
import { createInnerConnections, INNER_HELPER } from './inner-helper.js';
import {
  chooseConfinement,
  confinementOf,
  type LaunchedProgram,
  launchConfined,
  limitedCommand,
} from './launch-confined.js';
import { type ResolvedConfined, resolveConfined } from './options.js';
import type { ConfinedProcess, StartConfinedOptions } from './types.js';

/**
 * Starts one program as `runConfined` does, and asks it by http where it is.
 *
 * @throws ExecuteError `SANDBOX`, `INVALID_OPTION`; the signal's reason when it was aborted; a system error when the
 *   work folder cannot be used, or a port of the machine is taken that is needed
 * @example
 * ```ts
 * const worker = await startConfined({ command: [program, '--port', '8080'], port: 8080, workDir, env: {} });
 * const { status } = await worker.request('/health');
 * await worker.end();
 * ```
 */
export async function startConfined(options: StartConfinedOptions): Promise<ConfinedProcess> {
  options.signal?.throwIfAborted();
  const program = await resolveConfined(options);
  const chosen = await chooseConfinement(program);
  const { port, answeringPort } = options;
  const started = chosen.guard.isolatesLoopback
    ? await startInside(program, chosen, answeringPort)
    : await startHere(program, chosen, answeringPort);
  const { launched, open } = started;
  return {
    ...confinementOf(chosen),
    ended: launched.ended,
    output: launched.output,
    request: (path, request) => askProgram(open, { port, path }, request),
    end: launched.end,
  };
}

interface Started {
  readonly launched: LaunchedProgram;
  readonly open: OpenConnection;
}

/** Where the sandbox has a loopback of its own: a helper runs beside the program. */
async function startInside(
  program: ResolvedConfined,
  chosen: ChosenGuard,
  answeringPort: number | undefined,
): Promise<Started> {
  const withNode = {
    ...program,
    access: { ...program.access, readable: [...program.access.readable, process.execPath] },
  };
  const command = await limitedCommand(program, chosen);
  const launched = await launchConfined(withNode, chosen, {
    command: [process.execPath, '-e', INNER_HELPER],
    env: {},
    hasChannel: true,
  });
  const { channel } = launched.started;
  if (channel === undefined) return { launched, open: () => Promise.reject(new Error('it was not started')) };
  const connections = createInnerConnections(channel);
  void launched.ended.then(() => connections.close());
  channel.send({ command, env: definedEntries(program.env), answeringPort });
  return { launched, open: connections.open };
}

async function startHere(
  program: ResolvedConfined,
  chosen: ChosenGuard,
  answeringPort: number | undefined,
): Promise<Started> {
  const answering = answeringPort === undefined ? undefined : await answerOn(answeringPort);
  try {
    const command = await limitedCommand(program, chosen);
    const launched = await launchConfined(program, chosen, { command, env: program.env, hasChannel: false });
    void launched.ended.then(() => closeServer(answering));
    return { launched, open: connectHere };
  } catch (error) {
    closeServer(answering);
    throw error;
  }
}

async function answerOn(port: number): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function closeServer(server: Server | undefined): void {
  server?.close();
  server?.closeAllConnections();
}

function definedEntries(env: ResolvedConfined['env']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
