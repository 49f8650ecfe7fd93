import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { WorkerCatalog } from '@rbee/worker-catalog';
import { startDaemon } from '../src/index.js';
import { recipe, registryOf } from '../test/recipes.js';
import { INSTALLS, SLEEPERS } from './sizes.js';

/** The daemon of `load.ts`, in a process of its own so that its memory is its own. */

const [lines = '20000'] = process.argv.slice(2);
const folder = await mkdtemp(path.join(os.tmpdir(), 'rbee-load-'));
const small = Array.from({ length: INSTALLS }, (_, index) => `small-${index}`);
const sleepers = Array.from({ length: SLEEPERS }, (_, index) => `sleepy-${index}`);
const SLEEPS = 'build() { sleep 600; }';
const registry = registryOf({
  chatty: {
    pkgbuild: recipe('chatty', '', {
      lines: `build() { seq -f 'compiling unit %.0f of many, with flags -O2 -Wall' ${lines}; sleep 3; }`,
    }),
  },
  ...Object.fromEntries(sleepers.map((id) => [id, { pkgbuild: recipe(id, '', { lines: SLEEPS }) }])),
  ...Object.fromEntries(small.map((id) => [id, { pkgbuild: recipe(id) }])),
});
const catalog = await WorkerCatalog.open({ root: path.join(folder, 'workers'), registry });
const daemon = await startDaemon({
  catalog,
  registry: 'embedded',
  version: 'load',
  stateDir: path.join(folder, 'state'),
  port: 0,
  env: { PATH: process.env.PATH },
  limits: { runningInstalls: SLEEPERS + 2 },
});

const delays = monitorEventLoopDelay({ resolution: 10 });
delays.enable();
const toMilliseconds = (nanoseconds: number) => Math.round(nanoseconds / 1e6);
const tell = () =>
  process.send?.({
    rss: process.memoryUsage().rss,
    cpu: process.cpuUsage(),
    delay: { p99: toMilliseconds(delays.percentile(99)), most: toMilliseconds(delays.max) },
  } satisfies Told);
process.send?.({ url: daemon.url, token: daemon.token, folder });
const timer = setInterval(tell, 100);
process.on('disconnect', async () => {
  clearInterval(timer);
  await daemon.stop();
});

export interface Told {
  readonly rss: number;
  readonly cpu: NodeJS.CpuUsage;
  /** Of the event loop, in milliseconds. */
  readonly delay: { readonly p99: number; readonly most: number };
}
