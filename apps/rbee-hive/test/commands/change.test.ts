import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { runHive } from '../run-hive.js';

function recipe(version: string): string {
  return `pkgname=tool\npkgver=${version}\npkgrel=1\narch=(any)
package() {
  printf '#!/bin/sh\\necho ${version}\\n' > tool
  install -Dm755 tool "$pkgdir/usr/bin/tool"
}
`;
}

async function homeWithRecipe(): Promise<string> {
  const home = await useTempDir();
  await mkdir(path.join(home, 'recipe'));
  await writeFile(path.join(home, 'recipe/PKGBUILD'), recipe('1'));
  return home;
}

test('explain and --dry-run say what would be done, and do nothing', async () => {
  const home = await homeWithRecipe();
  const explained = await runHive(['explain', '--from', 'recipe'], { home });
  expect(explained).toMatchObject({
    exitCode: 0,
    stdout: [
      `tool 1: tool, from ${home}/recipe`,
      'It would not be built, only packaged.',
      'It has no sources.',
      'It would run: sources, package, install, prove, catalog.',
      'Its program would be usr/bin/tool.',
      `It would be installed in ${home}/cache/rbee/workers/tool-v1-linux.`,
      '',
    ].join('\n'),
  });
  expect(await runHive(['install', '--from', 'recipe', '--dry-run'], { home })).toEqual(explained);
  const left = await listTree(path.join(home, 'cache/rbee/workers'));
  expect(left.filter((entry) => !entry.startsWith('@'))).toEqual([]);

  const refused = await runHive(['explain', 'llm-worker-rbee-metal'], { home });
  expect(refused).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('It cannot be installed: llm-worker-rbee-metal is made for macos'),
    stderr: expect.stringContaining('error NOT_INSTALLABLE'),
  });
});

test('explain says what is checked of each source, what may move, and what is in the cache', async () => {
  const home = await homeWithRecipe();
  const { url } = await startHttpServer({ '/data': { type: 'body', body: 'abc' } });
  const sum = createHash('sha256').update('abc').digest('hex');
  const sources = `source=(${url}/data ${url}/other)\nsha256sums=(${sum} SKIP)\n`;
  await writeFile(path.join(home, 'recipe/PKGBUILD'), recipe('1') + sources);
  const fetches = async () =>
    (await runHive(['explain', '--from', 'recipe'], { home })).stdout
      .split('\n')
      .filter((line) => line.includes(url));
  const [data, other] = await fetches();
  expect(data).toBe(`  data, ${url}/data, checked by its checksums`);
  expect(other).toBe(`  other, ${url}/other, NOT checked (SKIP), may change by the next time`);
  // A recipe that fails after it has fetched the first source, so that nothing is installed.
  const failing = `${recipe('1')}source=(${url}/data)\nsha256sums=(${sum})\npackage() { false; }\n`;
  await writeFile(path.join(home, 'recipe/PKGBUILD'), failing);
  expect((await runHive(['install', '--from', 'recipe'], { home })).exitCode).not.toBe(0);
  await writeFile(path.join(home, 'recipe/PKGBUILD'), recipe('1') + sources);
  expect(await fetches()).toEqual([`${data}, in the cache (3 B)`, other]);
});

test('upgrade, rollback, select, prune and verify', { timeout: 60_000 }, async () => {
  const home = await useTempDir();
  let version = '1';
  const entry = () => ({ id: 'tool', name: 'Tool', version, platforms: ['linux'], architectures: ['any'] });
  const registry = await startHttpServer({
    '/workers': () => ({ type: 'body', body: JSON.stringify({ workers: [entry()] }) }),
    '/workers/tool': () => ({ type: 'body', body: JSON.stringify(entry()) }),
    '/workers/tool/PKGBUILD': () => ({ type: 'body', body: recipe(version) }),
  });
  const hive = (...args: string[]) => runHive(args, { home, env: { WORKER_CATALOG_URL: registry.url } });
  await hive('install', 'tool');
  version = '2';

  expect((await hive('outdated')).stdout).toMatch(/^tool +1 +2$/m);
  expect((await hive('upgrade', '--dry-run')).stdout).toBe('tool 1 would become 2\n');
  expect((await hive('upgrade')).stdout).toMatch(/tool-v2-linux\/tool\n$/);
  expect((await hive('outdated')).stdout).toBe('');

  expect((await hive('rollback', 'tool')).stdout).toBe('tool is now 1 (tool-v1-linux)\n');
  expect((await hive('list')).stdout).toMatch(
    /^tool-v1-linux .* current, chosen by hand\ntool-v2-linux .* B$/m,
  );
  expect((await hive('upgrade')).stderr).toBe(
    'tool stays at 1, which was chosen by hand. To get 2: rbee-hive upgrade tool\nThere is nothing to upgrade.\n',
  );
  expect(await hive('rollback', 'tool')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('NO_PREVIOUS_VERSION'),
  });
  expect((await hive('prune', '--dry-run')).stderr).toContain(
    'There is nothing to remove: of each worker the newest version and the current one stay.',
  );
  expect((await hive('select', 'tool-v2-linux')).stdout).toBe('tool is now 2 (tool-v2-linux)\n');
  expect((await hive('prune', '--dry-run')).stdout).toBe('tool-v1-linux would be removed\n');
  expect((await hive('prune')).stdout).toBe('Removed tool-v1-linux\n');

  expect((await hive('repair')).stderr).toContain('There is nothing to repair.');
  expect((await hive('install', 'tool', '--force')).stderr).toContain('Installed tool-v2-linux');
  expect(await hive('verify')).toMatchObject({ exitCode: 0, stdout: 'tool-v2-linux: intact\n' });
  const program = path.join(home, 'cache/rbee/workers/tool-v2-linux/tool');
  expect(await readFile(program, 'utf8')).toContain('echo 2');
  await appendFile(program, '# changed');
  expect(await hive('verify', 'tool')).toMatchObject({
    exitCode: 1,
    stdout: 'tool-v2-linux: changed\n  has other content: tool\n',
    stderr: expect.stringContaining('error DAMAGED tool-v2-linux (changed) differs from what was installed.'),
  });
});

test('a lockfile that cannot be written is an error that says so', async () => {
  const home = await useTempDir();
  expect(await runHive(['lock', '--lockfile', 'missing/rbee.lock.json'], { home })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining(
      'error LOCKFILE_UNWRITABLE The lockfile missing/rbee.lock.json cannot be',
    ),
  });
});

test('lock writes what is installed, and --locked refuses anything else', { timeout: 60_000 }, async () => {
  const home = await useTempDir();
  const entry = { id: 'tool', name: 'Tool', version: '1', platforms: ['linux'], architectures: ['any'] };
  let text = recipe('1');
  const registry = await startHttpServer({
    '/workers/tool': { type: 'body', body: JSON.stringify(entry) },
    '/workers/tool/PKGBUILD': () => ({ type: 'body', body: text }),
  });
  const hive = (...args: string[]) => runHive(args, { home, env: { WORKER_CATALOG_URL: registry.url } });
  await hive('install', 'tool');

  expect((await hive('lock')).stdout).toBe('rbee.lock.json: tool\n');
  const lockfile = JSON.parse(await readFile(path.join(home, 'rbee.lock.json'), 'utf8'));
  expect(lockfile).toMatchObject({ lockfileVersion: 1, workers: { tool: { version: '1' } } });

  await hive('remove', 'tool');
  expect(await hive('install', '--locked')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/tool\n$/),
  });
  expect((await hive('install', '--locked')).stderr).toContain('is already installed');
  expect((await hive('install', '--locked', '--force')).stderr).toContain('Installed tool');
  await hive('remove', 'tool');
  text = recipe('1').replace('echo 1', 'echo evil');
  expect(await hive('install', 'tool', '--locked')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('error LOCK_MISMATCH'),
  });
  expect(await hive('install', 'other', '--locked')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('error NOT_LOCKED other is not in the lockfile rbee.lock.json.'),
  });
  expect(await hive('install', '--locked', '--lockfile', 'none.json')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('none.json has no workers.'),
  });
});
