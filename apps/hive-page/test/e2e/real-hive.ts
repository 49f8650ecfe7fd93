import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkerCatalog } from '@rbee/worker-catalog';
import { type RunningDaemon, startDaemon } from 'rbee-hive-daemon';
import { bundledWorkersFolder, createRegistryApp, openFolderStore } from 'rbee-worker-registry';

const DIST = path.resolve(import.meta.dirname, '../../dist');

/** The real daemon on the real registry, in a folder of its own. */
export interface RealHive {
  readonly url: string;
  /** As `rbee-hive serve` prints it, with the token. */
  readonly link: string;
  /** What requests have to bring. */
  readonly headers: { readonly authorization: string };
  /** Puts a worker into the registry, in place of one of its id. */
  offer(worker: OfferedWorker): Promise<void>;
  stop(): Promise<void>;
  /** Starts it again after `stop`, at the same address. */
  start(): Promise<void>;
  /** Stops it and removes all it has made. */
  dispose(): Promise<void>;
}

export interface OfferedWorker {
  readonly id: string;
  readonly version?: string;
  /** The body of `build()`. @default the recipe has none */
  readonly build?: string;
  /** What its functions reach. @default nothing */
  readonly network?: Readonly<Record<string, readonly string[]>>;
}

export interface RealHiveOptions {
  /** Those that come with the registry and are to be offered. @default none */
  readonly withWorkers?: readonly string[];
  /** Where it keeps everything. @default a new one */
  readonly folder?: string;
  /** @default a free one */
  readonly port?: number;
}

export async function startRealHive(options: RealHiveOptions = {}): Promise<RealHive> {
  const { withWorkers = [], port = 0 } = options;
  const folder = options.folder ?? (await realpath(await mkdtemp(path.join(os.tmpdir(), 'rbee-page-'))));
  const offered = path.join(folder, 'offered');
  await mkdir(offered, { recursive: true });
  for (const id of withWorkers) {
    await cp(path.join(fileURLToPath(bundledWorkersFolder), id), path.join(offered, id), { recursive: true });
  }
  let registry = await openRegistry(offered);
  const catalog = await WorkerCatalog.open({
    root: path.join(folder, 'workers'),
    registry: {
      url: 'http://registry.test',
      fetch: async (input, init) => registry.fetch(new Request(input, init)),
    },
  });
  const start = (at: number) =>
    startDaemon({
      ...{
        catalog,
        registry: 'http://registry.test',
        stateDir: path.join(folder, 'state'),
        version: '1.2.3',
      },
      ...{ port: at, pageDir: DIST, env: { PATH: process.env.PATH, HOME: folder } },
    });
  let daemon: RunningDaemon = await start(port);
  const { url, link, token } = daemon;
  return {
    ...{ url, link, headers: { authorization: `Bearer ${token}` } },
    async offer(worker) {
      await writeWorker(offered, worker);
      registry = await openRegistry(offered);
    },
    stop: () => daemon.stop(),
    async start() {
      daemon = await start(Number(new URL(url).port));
    },
    async dispose() {
      await daemon.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openRegistry(folder: string) {
  return createRegistryApp({ store: await openFolderStore(folder), version: '1.0.0' });
}

async function writeWorker(folder: string, worker: OfferedWorker): Promise<void> {
  const { id, version = '1.0', build, network } = worker;
  const own = path.join(folder, id);
  await mkdir(own, { recursive: true });
  const metadata = {
    ...{ id, name: `Test ${id}`, version, worker_type: 'cpu', license: 'MIT', probe: 'none' },
    ...{ platforms: ['linux', 'macos'], architectures: ['x86_64', 'aarch64'], depends: [], binary_name: id },
    description: 'A worker of the tests.',
    ...(network !== undefined && { network }),
  };
  await writeFile(path.join(own, 'worker.json'), JSON.stringify(metadata));
  await writeFile(
    path.join(own, 'PKGBUILD'),
    `pkgname=${id}
pkgver=${version}
pkgrel=1
pkgdesc="A worker of the tests"
arch=(x86_64 aarch64)
license=(MIT)
${build === undefined ? '' : `build() {\n${build}\n}\n`}
package() {
  printf '#!/bin/sh\\necho hello\\n' > program
  install -Dm755 program "$pkgdir/usr/local/bin/$pkgname"
}
`,
  );
}
