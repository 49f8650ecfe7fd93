import path from 'node:path';
import { readmeExamples, runExample, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { helloRecipe, startRegistry } from './support.js';

const packageFolder = path.resolve(import.meta.dirname, '..');
const readmes = { package: 'README.md', repository: '../../README.md' };
const BUILD = 'build() { :; }';

describe.each(Object.entries(readmes))('README of the %s', (_name, file) => {
  const examples = readmeExamples(path.join(packageFolder, file));

  test('has examples', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  test.each(examples)('$title', async (example) => {
    const metadata = { worker_type: 'cpu' };
    const registry = await startRegistry({
      'hello-worker-cpu': { pkgbuild: helloRecipe('hello-worker-cpu', BUILD), metadata },
    });
    const cwd = await useTempDir();
    const env = { WORKER_CATALOG_URL: registry.url, XDG_CACHE_HOME: path.join(cwd, 'cache') };
    expect(await runExample(example, { packageFolder, cwd, env })).toBe(example.output ?? '');
  });
});
