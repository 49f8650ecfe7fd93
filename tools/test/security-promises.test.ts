import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** What the page calls the folders that its tests are in. */
const FOLDERS: Readonly<Record<string, string>> = {
  executor: 'packages/pkgbuild-executor',
  fetcher: 'packages/source-fetcher',
  catalog: 'packages/artifact-catalog',
  provisioner: 'packages/worker-provisioner',
  workers: 'packages/worker-catalog',
  models: 'packages/model-catalog',
  daemon: 'apps/hive-daemon',
  cli: 'apps/rbee-hive',
  registry: 'apps/worker-registry',
  page: 'apps/hive-page',
  system: 'internal/system',
};

/** The paths that a cell such as "executor `test/a.test.ts`, `test/b`; cli `test/c.test.ts`" names. */
function pathsIn(cell: string): string[] {
  return cell.split(';').flatMap((part) => {
    const [, name = ''] = /^\s*(\w*)/.exec(part) ?? [];
    const folder = FOLDERS[name];
    return [...part.matchAll(/`([^`]+)`/g)].map(([, file = '']) =>
      folder === undefined ? file : `${folder}/${file}`,
    );
  });
}

test('every promise of docs/security.md has tests, and they are there', () => {
  const rows = readFileSync(path.join(root, 'docs/security.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| promise') && !line.startsWith('| ---'));
  expect(rows.length).toBeGreaterThan(25);
  for (const row of rows) {
    const paths = pathsIn(row.split(' | ').at(-1) ?? '');
    expect(paths, row).not.toEqual([]);
    for (const file of paths) expect(existsSync(path.join(root, file)), file).toBe(true);
  }
});
