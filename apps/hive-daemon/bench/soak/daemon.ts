import path from 'node:path';
import { WorkerCatalog } from '@rbee/worker-catalog';
import { startDaemon } from '../../src/index.js';
import { recipe, registryOf } from '../../test/recipes.js';

/** The daemon of the soak, in a process of its own: its memory is its own, and it can be sent a real SIGTERM. */

const [folder = '', installs = '0', mark = ''] = process.argv.slice(2);
const program = path.join(import.meta.dirname, 'worker.mjs');
const names = Array.from({ length: Number(installs) }, (_, index) => `installed-${index}`);
const catalog = await WorkerCatalog.open({
  root: path.join(folder, 'workers'),
  registry: registryOf({
    soaked: { pkgbuild: recipe('soaked', `exec '${process.execPath}' '${program}' "$@"`) },
    ...Object.fromEntries(
      names.map((id) => [id, { pkgbuild: recipe(id, '', { lines: 'build() { seq 1000; sleep 0.3; }' }) }]),
    ),
  }),
});
const daemon = await startDaemon({
  catalog,
  registry: 'embedded',
  version: 'soak',
  stateDir: path.join(folder, 'state'),
  port: 0,
  env: { PATH: process.env.PATH, SOAK: mark },
  limits: { processLogBytes: 4 * 1024 ** 2, processLogFiles: 2 },
});
process.once('SIGTERM', () => void daemon.stop().then(() => process.exit(0)));
process.send?.({ url: daemon.url, token: daemon.token } satisfies SoakedDaemon);
setInterval(() => {
  globalThis.gc?.();
  process.send?.({ rss: process.memoryUsage().rss } satisfies SoakedMemory);
}, 500);

export interface SoakedDaemon {
  readonly url: string;
  readonly token: string;
}

export interface SoakedMemory {
  readonly rss: number;
}
