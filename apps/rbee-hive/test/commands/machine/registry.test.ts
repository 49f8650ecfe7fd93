import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { runHive } from '../../run-hive.js';

const ROOT = { signed: { _type: 'root', version: 3, expires: '2100-01-01T00:00:00Z' }, signatures: [] };

describe('registry', () => {
  test('trusts a root for a registry, which is then taken at no less, and forgets it', async () => {
    const home = await useTempDir();
    const server = await startHttpServer({ '/workers': { type: 'body', body: '{"workers":[]}' } });
    await writeFile(path.join(home, 'root.json'), JSON.stringify(ROOT));
    const hive = (...args: string[]) => runHive(args, { home, env: { WORKER_CATALOG_URL: server.url } });
    expect(await hive('available')).toMatchObject({ exitCode: 0 });
    expect((await hive('registry', 'trust', 'root.json', '--json')).stdout).toContain('"rootVersion":3');
    expect((await stat(path.join(home, '.config/rbee/registry-roots.json'))).mode & 0o777).toBe(0o600);
    expect((await hive('registry', 'list')).stdout).toBe(`${server.url}  root 3\n`);
    const refused = await hive('available');
    expect(refused.stderr).toMatch(/^error REGISTRY_ROOT_INVALID /m);
    expect((await hive('registry', 'untrust', server.url)).exitCode).toBe(0);
    expect(await hive('available')).toMatchObject({ exitCode: 0 });
    expect((await hive('registry', 'untrust', server.url)).stderr).toMatch(/NOT_TRUSTED/);
  });

  test('refuses what is not root metadata', async () => {
    const home = await useTempDir();
    await writeFile(path.join(home, 'root.json'), '<html>');
    const { stderr } = await runHive(['registry', 'trust', 'root.json', '--url', 'https://x.example'], {
      home,
    });
    expect(stderr).toMatch(/^error REGISTRY_ROOTS_UNUSABLE .*root\.json is not the root metadata/m);
  });

  test('a registry elsewhere without signatures is used only when that was allowed', async () => {
    const home = await useTempDir();
    const env = { WORKER_CATALOG_URL: 'http://registry.invalid' };
    const refused = await runHive(['available'], { home, env });
    expect(refused.stderr).toMatch(/^error REGISTRY_UNSIGNED /m);
    expect(refused.stderr).toContain('rbee-hive registry trust ROOT --url URL');
    const allowed = await runHive(['available', '--allow-unsigned'], { home, env });
    expect(allowed.stderr).toMatch(/^error REGISTRY_UNREACHABLE /m);
  });
});
