import path from 'node:path';
import { testReadme } from '@rbee-internal/test-kit';
import { helloRecipe, startRegistry } from './support.js';

const packageFolder = path.resolve(import.meta.dirname, '..');

/** A registry with the worker that the examples install. */
async function env(cwd: string): Promise<Record<string, string>> {
  const registry = await startRegistry({
    'hello-worker-cpu': {
      pkgbuild: helloRecipe('hello-worker-cpu', 'build() { :; }'),
      metadata: { worker_type: 'cpu' },
    },
  });
  return { WORKER_CATALOG_URL: registry.url, XDG_CACHE_HOME: path.join(cwd, 'cache') };
}

testReadme(packageFolder, { env });
testReadme(packageFolder, { file: '../../README.md', env });
