import { startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { runHive } from '../../run-hive.js';
import { startServe } from '../../start-serve.js';

test('a machine that can install is told so, check by check', async () => {
  const home = await useTempDir();
  const { exitCode, stdout } = await runHive(['doctor'], { home });
  const checks = stdout.match(/^[✓!] \w+(?=: )/gm)?.map((line) => line.slice(2)) ?? [];
  expect({ exitCode, checks }).toEqual({
    exitCode: 0,
    checks: expect.arrayContaining([
      'tools',
      'sandbox',
      'disk',
      'registry',
      'proxy',
      'hardware',
      'catalog',
      'daemon',
    ]),
  });
  expect(stdout).toContain(`✓ daemon: None is running for ${home}/state/rbee/hive;`);
  const serve = await startServe({ home });
  expect((await runHive(['doctor'], { home })).stdout).toContain(
    `runs at ${serve.url}; commands work through it.`,
  );
});

test('a problem fails, with what to do about it', async () => {
  const home = await useTempDir();
  const registry = await startHttpServer({});
  const env = { WORKER_CATALOG_URL: registry.url };
  const { exitCode, stdout, stderr } = await runHive(['doctor'], { home, env });
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^✗ registry: .*\n {4}hint /m);
  expect(stderr).toMatch(/^error UNHEALTHY The doctor found a problem: registry\.\nhint /);
  const { stdout: json } = await runHive(['doctor', '--json'], { home, env });
  expect(JSON.parse(json)).toMatchObject({
    type: 'error',
    code: 'UNHEALTHY',
    result: {
      findings: expect.arrayContaining([expect.objectContaining({ check: 'registry', verdict: 'problem' })]),
    },
  });
});
