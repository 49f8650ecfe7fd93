import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WorkerCatalog } from '@rbee/worker-catalog';
import { rejectionOf, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { DoctorReport } from '../../src/api.js';
import { type ExamineOptions, examine } from '../../src/index.js';
import { recipe, registryOf } from '../recipes.js';
import { useDaemon } from '../support.js';

async function useExamined(options: Partial<ExamineOptions> = {}) {
  const folder = await useTempDir();
  const catalog = await WorkerCatalog.open({
    root: path.join(folder, 'workers'),
    registry: registryOf({ hello: { pkgbuild: recipe('hello') } }),
  });
  const look = async (check: string) => {
    const { findings } = await examine({
      catalog,
      registry: 'embedded',
      env: { PATH: process.env.PATH },
      ...options,
    });
    return findings.filter((finding) => finding.check === check);
  };
  return { catalog, folder, look };
}

/** A folder with programs that print and end so. */
async function programs(scripts: Record<string, string>): Promise<string> {
  const folder = path.join(await useTempDir(), 'bin');
  await mkdir(folder);
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(path.join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(path.join(folder, name), 0o755);
  }
  return folder;
}

describe('the doctor', () => {
  test('looks at everything, and the daemon tells it', async () => {
    const { call } = await useDaemon({ workers: { hello: { pkgbuild: recipe('hello') } } });
    const { findings } = (await call<DoctorReport>('GET', '/v1/doctor')).body;
    expect(new Set(findings.map(({ check }) => check))).toEqual(
      new Set(['tools', 'sandbox', 'disk', 'registry', 'proxy', 'hardware', 'needs', 'changes', 'catalog']),
    );
    for (const { verdict, hint } of findings) expect(verdict === 'ok' || hint !== undefined).toBe(true);
  });

  test('misses tools', async () => {
    const { look } = await useExamined({ env: { PATH: await programs({ tar: '', mkfifo: '', clang: '' }) } });
    expect(await look('tools')).toMatchObject([
      { verdict: 'problem', message: 'bash is not on the PATH: recipes cannot run.' },
      { verdict: 'warning', message: expect.stringContaining('git is not') },
    ]);
  });

  test('finds a bash that is too old', async () => {
    const old = await programs({ bash: 'echo "3.2.57(1)-release"' });
    const { look } = await useExamined({ env: { PATH: `${old}:${process.env.PATH}` } });
    expect(await look('tools')).toMatchObject([
      { verdict: 'problem', message: expect.stringContaining('is version 3.2.57(1)-release') },
    ]);
  });

  test('tries the sandbox, and says what would bring it about', async () => {
    const works = await useExamined({ env: { PATH: await programs({ bwrap: 'exit 0', true: '' }) } });
    expect(await works.look('sandbox')).toEqual([
      { check: 'sandbox', verdict: 'ok', message: 'bubblewrap works: builds run in a sandbox.' },
    ]);
    const forbidden = 'echo "bwrap: setting up uid map: Permission denied" >&2; exit 1';
    const fails = await useExamined({ env: { PATH: await programs({ bwrap: forbidden, true: '' }) } });
    expect(await fails.look('sandbox')).toMatchObject([
      {
        verdict: 'warning',
        message: expect.stringMatching(/^Builds run as you, .*setting up uid map/),
        hint: expect.stringContaining('apparmor'),
      },
    ]);
    const lacks = await useExamined({ env: { PATH: await programs({}) } });
    expect(await lacks.look('sandbox')).toMatchObject([
      {
        verdict: 'warning',
        message: expect.stringContaining('bwrap is not installed'),
        hint: expect.stringContaining('Install bubblewrap'),
      },
    ]);
  });

  test('compares the clock with the registry’s', async () => {
    const dated = (date: Date) =>
      startHttpServer({ '/health': { type: 'body', body: '{}', headers: { date: date.toUTCString() } } });
    const right = await dated(new Date());
    const wrong = await dated(new Date(Date.now() - 3_600_000));
    expect(await (await useExamined({ registry: right.url })).look('clock')).toMatchObject([
      { verdict: 'ok' },
    ]);
    expect(await (await useExamined({ registry: wrong.url })).look('clock')).toMatchObject([
      { verdict: 'warning', message: expect.stringMatching(/^The clock is 3[56]\d\d s ahead of/) },
    ]);
    expect(await (await useExamined()).look('clock')).toEqual([]);
  });

  test('reads the proxy variables, and tells no password', async () => {
    const good = await useExamined({ env: { https_proxy: 'http://me:secret@proxy.test:3128' } });
    const [finding] = await good.look('proxy');
    expect(finding).toMatchObject({ verdict: 'ok', message: expect.stringContaining('proxy.test:3128') });
    expect(JSON.stringify(finding)).not.toContain('secret');
    const bad = await useExamined({ env: { http_proxy: 'socks5://proxy.test:3128' } });
    expect(await bad.look('proxy')).toMatchObject([
      { verdict: 'problem', message: expect.stringMatching(/^http_proxy is .socks5:.*, which is not/) },
    ]);
  });

  test('finds what is wrong with the registry and the catalog', async () => {
    const { look, catalog } = await useExamined();
    expect(await look('registry')).toMatchObject([
      { verdict: 'ok', message: 'The registry (embedded) has 1 worker.' },
    ]);
    expect(await look('catalog')).toMatchObject([
      { verdict: 'ok', message: `${catalog.root} has 0 installed workers.` },
    ]);
    await catalog.provisionAndAdd('hello', { jobId: 'one' });
    expect(await look('catalog')).toMatchObject([
      { verdict: 'ok', message: `${catalog.root} has 1 installed worker.` },
    ]);
    await mkdir(path.join(catalog.root, 'stray'));
    expect(await look('catalog')).toMatchObject([
      { verdict: 'problem', message: expect.stringContaining('1 entry of') },
    ]);
    const down = await WorkerCatalog.open({
      root: path.join(await useTempDir(), 'workers'),
      registry: { url: 'http://registry.test', fetch: () => Promise.reject(new TypeError('down')) },
    });
    const { look: lookDown } = await useExamined({ catalog: down });
    expect(await lookDown('registry')).toMatchObject([
      { verdict: 'problem', message: expect.stringContaining('cannot be used'), hint: expect.any(String) },
    ]);
  });

  test('finds a registry that is down although a copy replaces it', async () => {
    const state = { isUp: true };
    const catalog = await WorkerCatalog.open({
      root: path.join(await useTempDir(), 'workers'),
      registry: {
        url: 'http://registry.test',
        fetch: () =>
          state.isUp
            ? Promise.resolve(Response.json({ workers: [] }))
            : Promise.reject(new TypeError('down')),
      },
    });
    const { look } = await useExamined({ catalog });
    expect(await look('registry')).toMatchObject([{ verdict: 'ok' }]);
    state.isUp = false;
    expect(await look('registry')).toMatchObject([
      {
        verdict: 'problem',
        message: expect.stringMatching(/cannot be used: .* A copy of .* replaces its list/),
      },
    ]);
  });

  test('stops when it is cancelled', async () => {
    const { catalog } = await useExamined();
    const reason = new Error('enough');
    const looked = examine({ catalog, registry: 'embedded', env: {}, signal: AbortSignal.abort(reason) });
    expect(await rejectionOf(looked)).toBe(reason);
  });
});
