import path from 'node:path';
import { WorkerCatalog } from '@rbee/worker-catalog';
import { startDaemon } from '../../src/index.js';
import { recipe, registryOf } from '../../test/recipes.js';

/** The daemon of the bench, in a process of its own: its memory and its thread are its own. */

const [folder = '', program = ''] = process.argv.slice(2);
const launch = {
  args: [
    ...['--host', '{host}', '--port', '{port}', '-m', '{model}', ['-c', '{context}'], ['-np', '{parallel}']],
    ...['--offline', '--sse-ping-interval', '2'],
  ],
  ...{ api: 'openai', tasks: ['chat'], formats: ['gguf'], heartbeat: 'hive' },
};
const catalog = await WorkerCatalog.open({
  root: path.join(folder, 'workers'),
  registry: registryOf({
    engine: { pkgbuild: recipe('engine', `exec '${program}' "$@"`), metadata: { launch } },
  }),
});
const daemon = await startDaemon({
  ...{ catalog, registry: 'embedded', version: 'bench', port: 0, env: { PATH: process.env.PATH } },
  stateDir: path.join(folder, 'state'),
  gateway: { inFlight: 200, queued: 200 },
});
process.once('SIGTERM', () => void daemon.stop().then(() => process.exit(0)));
process.on('message', () => {
  globalThis.gc?.();
  process.send?.({ rss: process.memoryUsage().rss } satisfies BenchMemory);
});
process.send?.({ url: daemon.url, token: daemon.token } satisfies BenchDaemon);

export interface BenchDaemon {
  readonly url: string;
  readonly token: string;
}

export interface BenchMemory {
  readonly rss: number;
}
