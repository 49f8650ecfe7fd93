import { startHttpServer, startProxyServer, type TestServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { Job } from '../../src/api.js';
import { performGuarded } from '../../src/jobs/perform-guarded.js';
import { recipe } from '../recipes.js';
import { useDaemon } from '../support.js';

function startRecipe(lines = ''): Promise<TestServer> {
  return startHttpServer({ '/r/PKGBUILD': { type: 'body', body: recipe('foreign', 'echo hi', { lines }) } });
}

describe('an installation from a URL', () => {
  test('works where private addresses are allowed', async () => {
    const server = await startRecipe();
    const { run } = await useDaemon({ allowPrivateAddresses: true });
    const job = await run({ operation: 'worker_install', from: `${server.url}/r` });
    expect(job).toMatchObject({ state: 'succeeded', result: { installed: { id: 'foreign-v1.0-linux' } } });
  });

  test('that is seen to lead to a private address is refused at once', async () => {
    const server = await startRecipe();
    const { call } = await useDaemon();
    expect(await call('POST', '/v1/jobs', { operation: 'worker_install', from: server.url })).toMatchObject({
      status: 403,
      body: { error: { code: 'FORBIDDEN_ADDRESS' } },
    });
    expect(server.requests).toEqual([]);
  });

  test('goes through the guard, the sources included', async () => {
    const inside = await startHttpServer({ '/secret': { type: 'body', body: 'secret' } });
    const server = await startRecipe(
      `source=('http://127.0.0.2:${new URL(inside.url).port}/secret')\nsha256sums=(SKIP)`,
    );
    const { catalog } = await useDaemon();
    const install = performGuarded(
      { operation: 'worker_install', from: `${server.url}/r` },
      { jobId: 'job' },
      {
        catalog,
        env: { PATH: process.env.PATH },
        allowPrivateAddresses: false,
        addresses: { isAllowed: (address) => address === '127.0.0.1' },
      },
    );
    await expect(install).rejects.toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
    expect(server.requests.map(({ path }) => path)).toContain('/r/PKGBUILD');
    expect(inside.requests).toEqual([]);
    expect(await catalog.list()).toEqual([]);
  });

  test('installs through the guard, and the proxy, what lies at allowed addresses', async () => {
    const server = await startRecipe();
    const proxy = await startProxyServer();
    const { catalog } = await useDaemon();
    const { installed } = await performGuarded(
      { operation: 'worker_install', from: `${server.url}/r` },
      { jobId: 'job' },
      {
        catalog,
        env: { PATH: process.env.PATH, http_proxy: proxy.url },
        allowPrivateAddresses: false,
        addresses: { isAllowed: (address) => address === '127.0.0.1' },
      },
    );
    expect(await catalog.contains(installed.id)).toBe(true);
    expect(proxy.asked).toContain(new URL(server.url).host);
  });

  test.each([
    ['file:///etc/passwd', 'LOCAL_SOURCE'],
    ['git+file:///etc', 'LOCAL_SOURCE'],
    ['git+ssh://127.0.0.1/x.git', 'FORBIDDEN_ADDRESS'],
    ['svn://127.0.0.1/x', 'FORBIDDEN_ADDRESS'],
  ])('never fetches the source %s', async (source, code) => {
    const server = await startRecipe(`source=('x::${source}')\nsha256sums=(SKIP)`);
    const { run } = await useDaemon({ allowPrivateAddresses: true });
    const job: Job = await run({ operation: 'worker_install', from: `${server.url}/r` });
    expect(job).toMatchObject({ state: 'failed', error: { code } });
  });
});
