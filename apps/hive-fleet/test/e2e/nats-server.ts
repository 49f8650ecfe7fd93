import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** A real server of a fleet's folder. */
export interface NatsServer {
  start(): Promise<void>;
  /** Ends it as a loss of power does. */
  kill(): Promise<void>;
  /** Lets it read its configuration again. */
  reload(): void;
  /** What it printed so far. */
  readonly printed: () => string;
}

export function natsServer(folder: string): NatsServer {
  let child: ChildProcess | undefined;
  let printed = '';
  return {
    printed: () => printed,
    async start() {
      const started = spawn('nats-server', ['-c', path.join(folder, 'server.conf')], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child = started;
      await new Promise<void>((resolve, reject) => {
        started.on('exit', () => reject(new Error(`The server ended: ${printed}`)));
        started.stderr.setEncoding('utf8').on('data', (text: string) => {
          printed += text;
          if (printed.endsWith('\n') && text.includes('Server is ready')) resolve();
        });
      });
    },
    async kill() {
      if (child === undefined || child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
    reload: () => void child?.kill('SIGHUP'),
  };
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  return address.port;
}
