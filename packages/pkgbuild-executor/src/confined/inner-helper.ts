import { randomUUID } from 'node:crypto';
import { Socket } from 'node:net';
import type { ProcessChannel } from '@rbee-internal/system/process';

/**
 * Starts the program in the sandbox and stays beside it: it connects to the sandbox's own loopback and passes the
 * connection to this process. Its own environment is empty; the program's comes with the first message.
 */
export const INNER_HELPER = `
const { spawn } = require('node:child_process');
const { createServer } = require('node:http');
const { connect } = require('node:net');
const { constants } = require('node:os');

process.once('message', ({ command, env, answeringPort }) => {
  if (answeringPort === undefined) return start(command, env);
  createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(answeringPort, '127.0.0.1', () => start(command, env));
});

function start(command, env) {
  const child = spawn(command[0], command.slice(1), { env, stdio: ['ignore', 'inherit', 'inherit'] });
  child.on('error', (error) => { console.error(String(error)); process.exit(127); });
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 128 + constants.signals[signal]));
  process.on('message', ({ id, port }) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => process.send({ id }, socket));
    socket.once('error', ({ code, message }) => process.send({ id, code, message }));
  });
}
`;

/** The way into the sandbox. */
export interface InnerConnections {
  /** A connection to a port of the sandbox's own loopback. Rejects with the system's error there. */
  open(port: number): Promise<Socket>;
  /** Rejects every connection that is still pending. */
  close(): void;
}

export function createInnerConnections(channel: ProcessChannel): InnerConnections {
  const waiting = new Map<unknown, { resolve(socket: Socket): void; reject(error: Error): void }>();
  channel.onMessage((message, handle) => {
    // The program runs beside the helper: what comes is checked like anything from outside.
    const { id, code, message: text } = (message ?? {}) as Record<string, unknown>;
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (handle instanceof Socket && waiter !== undefined) return waiter.resolve(handle);
    if (handle instanceof Socket) handle.destroy();
    waiter?.reject(Object.assign(new Error(String(text ?? 'no connection came')), { code: String(code) }));
  });
  return {
    open(port) {
      const id = randomUUID();
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        channel.send({ id, port });
      });
    },
    close() {
      for (const { reject } of waiting.values()) reject(new Error('the program has ended'));
      waiting.clear();
    },
  };
}
