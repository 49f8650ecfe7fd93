import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProcess } from '@rbee-internal/system/process';

/** A registry of packages on loopback that holds nothing at first, and a user's token for it. */
export interface PackageRegistry {
  readonly url: string;
  readonly token: string;
  /** What it answers for a package. */
  package(name: string): Promise<PublishedPackage>;
  stop(): Promise<void>;
}

export interface PublishedPackage {
  /** By version, the manifest as it was published. */
  readonly versions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const TRIES = 200;
const PAUSE_MILLISECONDS = 100;

/** Starts verdaccio; what is not ours it does not know. */
export async function startPackageRegistry(root: string, folder: string): Promise<PackageRegistry> {
  await mkdir(folder);
  const config = path.join(folder, 'config.json');
  await writeFile(config, JSON.stringify(configuration(folder)));
  const url = await freeUrl();
  const program = path.join(root, 'node_modules/.bin/verdaccio');
  const started = startProcess(program, ['--config', config, '--listen', url], {
    env: { PATH: process.env.PATH, HOME: folder },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const stop = async () => {
    if (started.pid !== undefined && started.end() === undefined) process.kill(-started.pid, 'SIGKILL');
    await started.ended;
  };
  await untilReady(`${url}/-/ping`).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    url,
    token: await addUser(url),
    stop,
    package: async (name) => (await fetch(`${url}/${name}`)).json() as Promise<PublishedPackage>,
  };
}

function configuration(folder: string) {
  return {
    storage: path.join(folder, 'storage'),
    auth: { htpasswd: { file: path.join(folder, 'htpasswd') } },
    uplinks: {},
    packages: { '**': { access: '$all', publish: '$authenticated' } },
    log: { type: 'stdout', level: 'fatal' },
    web: { enable: false },
  };
}

/** An address whose port was free a moment ago. */
async function freeUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await sleep(PAUSE_MILLISECONDS);
  }
  throw new Error(`${url} did not answer.`);
}

async function addUser(url: string): Promise<string> {
  const response = await fetch(`${url}/-/user/org.couchdb.user:ci`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'ci', password: 'only-on-loopback' }),
  });
  const { token } = (await response.json()) as { token: string };
  return token;
}
