import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const packages = path.resolve(import.meta.dirname, '../..');
const readme = readFileSync(path.join(packages, 'worker-catalog/README.md'), 'utf8');

/** What a file's text has of a pattern, each once. */
function found(file: string, pattern: RegExp): string[] {
  const text = readFileSync(path.join(packages, file), 'utf8');
  return [...new Set(Array.from(text.matchAll(pattern), ([, name = '']) => name))];
}

/** The members of an exported interface. */
function membersOf(file: string, name: string): string[] {
  const text = readFileSync(path.join(packages, file), 'utf8');
  const [, body = ''] =
    new RegExp(`export interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(text) ?? [];
  return Array.from(body.matchAll(/^ {2}readonly (\w+)\??:/gm), ([, member = '']) => member);
}

test.each([
  ['error code', 'worker-provisioner/src/errors.ts', /^ {2}\| '([A-Z_]+)'/gm],
  ['error code', 'worker-catalog/src/errors.ts', /^ {2}\| '([A-Z_]+)'/gm],
  ['error code', 'artifact-catalog/src/errors.ts', /^ {2}\| '([A-Z_]+)'/gm],
  ['error code', 'aur-arch/src/errors.ts', /^ {2}\| '([A-Z_]+)'/gm],
  ['error code', 'source-fetcher/src/errors.ts', /^ {2}\| '([A-Z_]+)'/gm],
  ['error code', 'pkgbuild-executor/src/errors.ts', /^ {2}\| '([A-Z_]+)'/gm],
  ['event', 'worker-provisioner/src/events.ts', /type: '([a-z-]+)'/g],
  ['step', 'worker-provisioner/src/events.ts', /^ {2}\| '([a-z-]+)'/gm],
  ['event', 'source-fetcher/src/events.ts', /type: '([a-z-]+)'/g],
  ['event', 'artifact-catalog/src/events.ts', /type: '([a-z-]+)'/g],
  ['method', 'worker-catalog/src/worker-catalog.ts', /^ {2}(?:async )?([a-z]\w+)\(/gm],
])('the README has every %s of %s', (_, file, pattern) => {
  const names = found(file, pattern).filter((name) => name !== 'constructor' && name !== 'open');
  expect(names.length).toBeGreaterThan(1);
  expect(names.filter((name) => !new RegExp(`\`${name}[\`(]`).test(readme))).toEqual([]);
});

test.each([
  ['worker-catalog/src/types.ts', 'OpenOptions'],
  ['worker-catalog/src/version-keeper.ts', 'PruneOptions'],
  ['worker-catalog/src/find-outdated.ts', 'OutdatedOptions'],
  ['worker-provisioner/src/types.ts', 'ProvisionWorkerOptions'],
  ['worker-provisioner/src/types.ts', 'VariantOptions'],
  ['worker-provisioner/src/types.ts', 'PlanOptions'],
  ['worker-provisioner/src/registry/http-registry.ts', 'HttpRegistryOptions'],
  ['source-fetcher/src/cache/source-cache.ts', 'PruneOptions'],
  ['artifact-catalog/src/options.ts', 'WatchOptions'],
])('the README has every option of %s, %s', (file, name) => {
  const members = membersOf(file, name);
  expect(members.length).toBeGreaterThan(0);
  expect(members.filter((member) => !new RegExp(`[\`{,] ?${member}[\`,: }]`).test(readme))).toEqual([]);
});
