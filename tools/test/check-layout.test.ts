import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { findLayoutProblems } from '../check-layout.js';

const root = path.resolve(import.meta.dirname, '../..');

interface Package {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
  readonly source?: string;
  /** The source file's name below `src`. */
  readonly file?: string;
}

async function workspaceWith(
  group: string,
  { source = '', file = 'index.ts', ...manifest }: Package,
): Promise<string> {
  const folder = await useTempDir();
  const src = path.join(folder, group, 'one', 'src');
  await mkdir(path.dirname(path.join(src, file)), { recursive: true });
  await writeFile(path.join(folder, group, 'one', 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(src, file), source);
  return folder;
}

describe('the dependency graph', () => {
  test('this repository keeps it', () => {
    expect(findLayoutProblems(root)).toEqual([]);
  });

  test.each<[string, Package, string[]]>([
    [
      'packages',
      { name: '@rbee/artifact-catalog', dependencies: { '@rbee/worker-catalog': '*' } },
      ['@rbee/artifact-catalog may not depend on @rbee/worker-catalog.'],
    ],
    [
      'apps',
      { name: 'rbee-hive', source: `export { fetchSources } from '@rbee/source-fetcher';` },
      ['one/src/index.ts: rbee-hive may not import @rbee/source-fetcher.'],
    ],
    [
      'apps',
      { name: 'rbee-hive', source: `const p = await import('@rbee/worker-provisioner/x');` },
      ['one/src/index.ts: rbee-hive may not import @rbee/worker-provisioner.'],
    ],
    [
      'packages',
      { name: '@rbee/pkgbuild-parser', source: `import fs from 'node:fs';` },
      ['one/src/index.ts: @rbee/pkgbuild-parser runs in a browser and may not import node:fs.'],
    ],
    [
      'packages',
      { name: '@rbee/aur-arch', source: `import { z } from 'zod';` },
      ['one/src/index.ts: zod is imported but not declared in package.json.'],
    ],
    ['packages', { name: '@rbee/newcomer' }, ['@rbee/newcomer has no place in the dependency graph.']],
  ])('a forbidden edge in %s is found: %j', async (group, manifest, problems) => {
    expect(findLayoutProblems(await workspaceWith(group, manifest))).toEqual(problems);
  });

  test.each(['node.ts', 'cli.ts', 'cli/main.ts'])('%s of a browser package is for Node', async (file) => {
    const manifest = { name: '@rbee/pkgbuild-parser', source: `import fs from 'node:fs';`, file };
    expect(findLayoutProblems(await workspaceWith('packages', manifest))).toEqual([]);
  });

  test.each(['client.ts', 'lint/node.ts'])('%s of a browser package is not', async (file) => {
    const manifest = { name: '@rbee/pkgbuild-parser', source: `import fs from 'node:fs';`, file };
    expect(findLayoutProblems(await workspaceWith('packages', manifest))).toEqual([
      `one/src/${file}: @rbee/pkgbuild-parser runs in a browser and may not import node:fs.`,
    ]);
  });

  test('an empty folder is no passing workspace', async () => {
    const folder = await useTempDir();
    expect(findLayoutProblems(folder)).toEqual([`${folder} has no packages.`]);
  });
});
