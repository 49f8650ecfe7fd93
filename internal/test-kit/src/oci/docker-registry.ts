import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Docker's registry (Debian's `docker-registry`) on 127.0.0.1, with storage of its own. */
export interface DockerRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Where it keeps what it was sent. */
  readonly storage: string;
  readonly stop: () => Promise<void>;
}

export interface DockerRegistryOptions {
  /** The text of an htpasswd(1) file with bcrypt digests; requests have to sign in then. @default none */
  readonly htpasswd?: string;
}

/** Starts a registry; who starts it stops it. */
export async function startDockerRegistry(options: DockerRegistryOptions = {}): Promise<DockerRegistry> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rbee-registry-'));
  const storage = path.join(folder, 'storage');
  const host = `127.0.0.1:${await freePort()}`;
  const config = path.join(folder, 'config.yml');
  const passwords = path.join(folder, 'htpasswd');
  if (options.htpasswd !== undefined) await writeFile(passwords, options.htpasswd);
  await writeFile(config, configOf({ host, storage, ...(options.htpasswd !== undefined && { passwords }) }));
  const child = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (answer !== undefined) return { host, storage, stop };
    await pause(50);
  }
  await stop();
  throw new Error('docker-registry did not answer within five seconds.');
}

function configOf(facts: {
  readonly host: string;
  readonly storage: string;
  readonly passwords?: string;
}): string {
  const { host, storage, passwords } = facts;
  return JSON.stringify({
    version: 0.1,
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: storage }, delete: { enabled: true } },
    http: { addr: host, secret: 'of a test' },
    ...(passwords !== undefined && { auth: { htpasswd: { realm: 'test', path: passwords } } }),
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
