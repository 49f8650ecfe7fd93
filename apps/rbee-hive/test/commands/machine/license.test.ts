import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { runHive } from '../../run-hive.js';
import { startServe } from '../../start-serve.js';

const TOKEN = 'a-licence-token-of-the-tests';

const FILE = '.config/rbee/license-origins.json';

/** A home with a licensed recipe in `recipe/`, whose one source is on a server that wants the token. */
async function useLicensed() {
  const home = await useTempDir();
  const vendor = await startHttpServer({
    '/tool': ({ headers }) =>
      headers.authorization === `Bearer ${TOKEN}`
        ? { type: 'body', body: '#!/bin/sh\necho hello\n' }
        : { type: 'body', status: 401, body: '' },
  });
  const recipe = path.join(home, 'recipe');
  await mkdir(recipe);
  await writeFile(
    path.join(recipe, 'PKGBUILD'),
    `pkgname=tool\npkgver=1\npkgrel=1\narch=(any)\nsource=(${vendor.url}/tool)\nsha256sums=(SKIP)
package() { install -Dm755 tool "$pkgdir/usr/bin/tool"; }\n`,
  );
  await writeFile(
    path.join(recipe, 'worker.json'),
    JSON.stringify({
      ...{ id: 'tool', name: 'Tool', version: '1', platforms: ['linux'], architectures: ['any'] },
      ...{ requires_license: true, license_origins: [vendor.url], probe: 'none' },
    }),
  );
  const hive = (...args: string[]) => runHive(args, { home, env: { RBEE_LICENSE_TOKEN: TOKEN } });
  return { home, vendor, hive };
}

describe('a recipe that names who gets the licence token', () => {
  test('is not believed: nothing is sent, and the hint says how to trust it', async () => {
    const { vendor, hive } = await useLicensed();
    const { exitCode, stderr } = await hive('install', '--from', 'recipe');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(new RegExp(`^error LICENSE_ORIGIN_UNTRUSTED .*${vendor.url}`, 'm'));
    expect(stderr).toContain(
      `rbee-hive license trust ${vendor.url}. For this time only: --trust-license-origin.`,
    );
    expect(vendor.requests).toEqual([]);
  });

  test.each([['explain'], ['install', '--dry-run']])('is said by %s %s', async (...command) => {
    const { vendor, hive } = await useLicensed();
    const untrusted = await hive(...command, '--from', 'recipe');
    expect(untrusted.exitCode).toBe(1);
    expect(untrusted.stdout).toContain(`${vendor.url} asks for your licence token and would not get it`);
    expect(untrusted.stderr).toContain(`rbee-hive license trust ${vendor.url}`);
    const trusted = await hive(...command, '--from', 'recipe', '--trust-license-origin', vendor.url);
    expect(trusted).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`${vendor.url} would get your licence token: you trust it.`),
    });
    expect(vendor.requests).toEqual([]);
  });

  test('gets it once by an option', async () => {
    const { home, vendor, hive } = await useLicensed();
    await startServe({ home });
    const trust = ['--trust-license-origin', vendor.url];
    expect(await hive('install', '--from', 'recipe', ...trust)).toMatchObject({ exitCode: 0 });
    expect(vendor.requests.map(({ headers }) => headers.authorization)).toContain(`Bearer ${TOKEN}`);
    expect((await hive('license', 'list')).stdout).toBe('');
    expect(await hive('install', '--from', 'recipe', '--force')).toMatchObject({ exitCode: 1 });
  });

  test('gets it for good once it is trusted, until it no longer is', async () => {
    const { home, vendor, hive } = await useLicensed();
    expect(await hive('license', 'trust', `${vendor.url}/`)).toMatchObject({
      exitCode: 0,
      stderr: `✓ ${vendor.url} may get your licence token.\n`,
    });
    expect((await stat(path.join(home, FILE))).mode & 0o777).toBe(0o600);
    expect((await hive('license', 'list')).stdout).toBe(`${vendor.url}\n`);
    expect(await hive('install', '--from', 'recipe')).toMatchObject({ exitCode: 0 });
    expect((await hive('license', 'untrust', vendor.url)).exitCode).toBe(0);
    expect(await hive('license', 'list')).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining('You trust no origin'),
    });
    expect(await hive('install', '--from', 'recipe', '--force')).toMatchObject({ exitCode: 1 });
    expect(await hive('license', 'untrust', vendor.url)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`error NOT_TRUSTED ${vendor.url} is not among the origins`),
    });
  });
});

test('an entry of your own registry that names an origin is believed', async () => {
  const home = await useTempDir();
  const vendor = await startHttpServer({});
  const entry = JSON.stringify({
    ...{ id: 'tool', name: 'Tool', version: '1', platforms: ['linux'], architectures: ['any'] },
    ...{ requires_license: true, license_origins: [vendor.url] },
  });
  const recipe = `pkgname=tool\npkgver=1\npkgrel=1\narch=(any)\nsource=(${vendor.url}/tool)\nsha256sums=(SKIP)\npackage() { :; }\n`;
  const registry = await startHttpServer({
    '/workers/tool': { type: 'body', body: entry },
    '/workers/tool/PKGBUILD': { type: 'body', body: recipe },
  });
  const env = { RBEE_LICENSE_TOKEN: TOKEN, WORKER_CATALOG_URL: registry.url };
  expect(await runHive(['explain', 'tool'], { home, env })).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining(`${vendor.url} would get your licence token: the registry names it.`),
  });
  expect(JSON.stringify(registry.requests)).not.toContain(TOKEN);
});

test('what the program brings itself is believed', async () => {
  const env = { RBEE_LICENSE_TOKEN: TOKEN };
  const { stdout } = await runHive(['explain', 'premium-llm-worker-cpu'], { home: await useTempDir(), env });
  expect(stdout).toMatch(/^https:\/\/\S+ would get your licence token: the registry names it\.$/m);
});

test('several processes that change the list at once lose nothing', async () => {
  const home = await useTempDir();
  const origins = ['https://a.test', 'https://b.test:8443', 'https://c.test', 'https://d.test'];
  const runs = await Promise.all(origins.map((origin) => runHive(['license', 'trust', origin], { home })));
  expect(runs.map(({ exitCode }) => exitCode)).toEqual(origins.map(() => 0));
  expect(JSON.parse(await readFile(path.join(home, FILE), 'utf8'))).toEqual({ origins });
});

test('a daemon that runs is told of: it uses it after a restart', async () => {
  const home = await useTempDir();
  const serve = await startServe({ home });
  expect((await runHive(['license', 'trust', 'https://a.test'], { home })).stderr).toContain(
    `The hive daemon at ${serve.url} uses it after a restart`,
  );
});

test.each([
  ['not JSON', '{'],
  ['of another form', '["https://a.test"]'],
])('a list that is %s is said', async (_name, content) => {
  const home = await useTempDir();
  await mkdir(path.join(home, '.config/rbee'), { recursive: true });
  await writeFile(path.join(home, FILE), content);
  expect(await runHive(['license', 'list'], { home })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^error LICENSE_ORIGINS_UNUSABLE .*license-origins\.json.*\nhint /),
  });
});

test.each([
  'http://vendor.test',
  'https://vendor.test/path',
  'https://me@vendor.test',
  'vendor.test',
  'file:///x',
])('%s cannot be trusted', async (origin) => {
  expect(await runHive(['license', 'trust', origin], { home: await useTempDir() })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Give an origin such as https://downloads.example.org'),
  });
});
