import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type Answer,
  createTarball,
  type ReceivedRequest,
  rejectionOf,
  startHttpServer,
  startProxyServer,
  useTempDir,
} from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { WorkerCatalog } from '../../../src/index.js';
import { openTestCatalog, startRegistry } from '../../support.js';

const TOKEN = 'tok3n-that-no-one-may-see';

async function makeTarball() {
  const folder = await useTempDir();
  await mkdir(path.join(folder, 'tree'));
  await writeFile(path.join(folder, 'tree/premium'), '#!/bin/sh\necho premium\n', { mode: 0o755 });
  await createTarball(path.join(folder, 'tree'), path.join(folder, 'premium.tar.gz'));
  const bytes = await readFile(path.join(folder, 'premium.tar.gz'));
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** A download server that wants the token, and answers with the body or with what it is told. */
function guarded(answer: (request: ReceivedRequest) => Answer) {
  return (request: ReceivedRequest): Answer =>
    request.headers.authorization === `Bearer ${TOKEN}`
      ? answer(request)
      : { type: 'body', status: 401, body: 'no' };
}

interface Premium {
  readonly url: string;
  readonly sha256: string;
  readonly origins: readonly string[];
}

/** The recipe prints its whole environment, which must not hold the token. */
function premiumWorker({ url, sha256, origins }: Premium) {
  return startRegistry({
    premium: {
      metadata: { requires_license: true, license_origins: origins },
      pkgbuild: `
pkgname=premium
pkgver=1.0
pkgrel=1
arch=(any)
source=("${url}/premium.tar.gz")
sha256sums=('${sha256}')
package() {
  env
  install -Dm755 premium "$pkgdir/usr/bin/premium"
}
`,
    },
  });
}

async function filesWith(text: string, folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const contents = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  return files.filter((_file, index) => contents[index]?.includes(text));
}

describe('a licensed worker', () => {
  test('is fetched with the token, which nothing else ever shows', async () => {
    const { bytes, sha256 } = await makeTarball();
    const server = await startHttpServer({
      '/premium.tar.gz': guarded(() => ({ type: 'body', body: bytes })),
    });
    const registry = await premiumWorker({ url: server.url, sha256, origins: [server.url] });
    const { catalog, root, events, job } = await openTestCatalog(registry.url, { licenseToken: TOKEN });

    const worker = await catalog.provisionAndAdd('premium', job());

    expect(server.requests.at(-1)?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect(registry.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
    expect(events.some((event) => event.type === 'output' && event.line.startsWith('PATH='))).toBe(true);
    expect(JSON.stringify([events, worker, await catalog.list()])).not.toContain(TOKEN);
    expect(await filesWith('premium', root)).not.toEqual([]);
    expect(await filesWith(TOKEN, root)).toEqual([]);
  });

  test('is fetched with the token through the proxy that the environment names', async () => {
    const { bytes, sha256 } = await makeTarball();
    const server = await startHttpServer({
      '/premium.tar.gz': guarded(() => ({ type: 'body', body: bytes })),
    });
    const registry = await premiumWorker({ url: server.url, sha256, origins: [server.url] });
    const proxy = await startProxyServer();
    const { platform, arch } = process;
    const { catalog, job } = await openTestCatalog(registry.url, {
      licenseToken: TOKEN,
      process: { env: { PATH: '/usr/bin:/bin', http_proxy: proxy.url }, homeDir: '/', platform, arch },
    });

    await catalog.provisionAndAdd('premium', job());

    expect(proxy.asked).toContain(new URL(server.url).host);
  });

  test('may redirect to another origin, which does not get the token', async () => {
    const { bytes, sha256 } = await makeTarball();
    const storage = await startHttpServer({ '/blob': { type: 'body', body: bytes } });
    const redirect: Answer = { type: 'redirect', to: `${storage.url}/blob` };
    const server = await startHttpServer({ '/premium.tar.gz': guarded(() => redirect) });
    const registry = await premiumWorker({ url: server.url, sha256, origins: [server.url] });
    const { catalog, job } = await openTestCatalog(registry.url, { licenseToken: TOKEN });

    await catalog.provisionAndAdd('premium', job());

    expect(storage.requests.map(({ path: file, headers }) => [file, headers.authorization])).toEqual([
      ['/blob', undefined],
    ]);
  });

  test('does not get the token for an origin that its entry does not name', async () => {
    const server = await startHttpServer({ '/premium.tar.gz': guarded(() => ({ type: 'body', body: 'x' })) });
    const origins = ['http://127.0.0.1:9'];
    const registry = await premiumWorker({ url: server.url, sha256: 'a'.repeat(64), origins });
    const { catalog, job } = await openTestCatalog(registry.url, { licenseToken: TOKEN });
    expect(await rejectionOf(catalog.provisionAndAdd('premium', job()))).toMatchObject({
      code: 'HTTP_STATUS',
    });
    expect(server.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  test.each([401, 403])(
    'whose server answers %d to the token says so, without showing it',
    async (status) => {
      const server = await startHttpServer({ '/premium.tar.gz': { type: 'body', status, body: TOKEN } });
      const registry = await premiumWorker({
        url: server.url,
        sha256: 'a'.repeat(64),
        origins: [server.url],
      });
      const { catalog, job } = await openTestCatalog(registry.url, { licenseToken: TOKEN });
      const error = await rejectionOf(catalog.provisionAndAdd('premium', job()));
      expect(error).toMatchObject({
        code: 'LICENSE_REFUSED',
        message: `${server.url} refused the licence token for premium: it answered ${status}.`,
      });
      expect(String((error as Error).stack) + String((error as Error).cause)).not.toContain(TOKEN);
    },
  );
});

describe('an origin that is not trusted', () => {
  async function makeRecipe(origin: string) {
    const folder = await useTempDir();
    const worker = {
      ...{
        id: 'premium',
        name: 'Premium',
        version: '1.0',
        platforms: ['linux'],
        architectures: ['x86_64', 'aarch64'],
      },
      ...{ requires_license: true, license_origins: [origin] },
    };
    const pkgbuild = `pkgname=premium\npkgver=1.0\npkgrel=1\narch=(any)\nsource=(${origin}/x)\nsha256sums=(SKIP)\npackage() { :; }\n`;
    await writeFile(path.join(folder, 'worker.json'), JSON.stringify(worker));
    await writeFile(path.join(folder, 'PKGBUILD'), pkgbuild);
    const server = await startHttpServer({
      '/PKGBUILD': { type: 'body', body: pkgbuild },
      '/worker.json': { type: 'body', body: JSON.stringify(worker) },
    });
    return [folder, server.url];
  }

  test('is named by a recipe of its own in vain: nothing is asked of it', async () => {
    const server = await startHttpServer({});
    const { catalog, job } = await openTestCatalog('http://127.0.0.1:9', { licenseToken: TOKEN });
    for (const location of await makeRecipe(server.url)) {
      const expected = { code: 'LICENSE_ORIGIN_UNTRUSTED', origins: [server.url] };
      expect(await rejectionOf(catalog.provisionAndAddFrom(location, job()))).toMatchObject(expected);
      expect(await catalog.planFrom(location)).toMatchObject({
        licenseOrigins: [{ origin: server.url, trustedBy: 'none' }],
        obstacles: [{ ...expected, hint: expect.stringContaining('licenseOrigins') }],
      });
    }
    expect(server.requests).toEqual([]);
  });

  test('gets the token once the user trusts it', async () => {
    const server = await startHttpServer({ '/x': guarded(() => ({ type: 'body', body: 'x' })) });
    const options = { licenseToken: TOKEN, licenseOrigins: [server.url] };
    const { catalog, job } = await openTestCatalog('http://127.0.0.1:9', options);
    const [folder = ''] = await makeRecipe(server.url);
    expect((await catalog.planFrom(folder)).licenseOrigins).toEqual([
      { origin: server.url, trustedBy: 'user' },
    ]);
    expect(await rejectionOf(catalog.provisionAndAddFrom(folder, job()))).toMatchObject({
      code: 'EXECUTABLE_NOT_FOUND',
    });
    expect(server.requests.at(-1)?.headers.authorization).toBe(`Bearer ${TOKEN}`);
  });

  test('is named in vain by a registry that may not name it', async () => {
    const server = await startHttpServer({});
    const registry = await premiumWorker({ url: server.url, sha256: 'a'.repeat(64), origins: [server.url] });
    const { catalog, job } = await openTestCatalog(registry.url, {
      licenseToken: TOKEN,
      registry: { url: registry.url, licenseOrigins: ['https://downloads.example.org'] },
    });
    expect(await rejectionOf(catalog.provisionAndAdd('premium', job()))).toMatchObject({
      code: 'LICENSE_ORIGIN_UNTRUSTED',
    });
    expect((await catalog.available()).workers).toMatchObject([{ state: 'blocked' }]);
    expect(server.requests).toEqual([]);
  });
});

describe('a file with the token', () => {
  async function openWith(content: string, mode: number) {
    const file = path.join(await useTempDir(), 'token');
    await writeFile(file, content);
    await chmod(file, mode);
    return WorkerCatalog.open({ root: await useTempDir(), licenseTokenFile: file });
  }

  test('of mode 0600 is read', async () => {
    const { bytes, sha256 } = await makeTarball();
    const server = await startHttpServer({
      '/premium.tar.gz': guarded(() => ({ type: 'body', body: bytes })),
    });
    const registry = await premiumWorker({ url: server.url, sha256, origins: [server.url] });
    const licenseTokenFile = path.join(await useTempDir(), 'token');
    await writeFile(licenseTokenFile, `${TOKEN}\n`, { mode: 0o600 });
    const { catalog, job } = await openTestCatalog(registry.url, { licenseTokenFile });
    expect((await catalog.provisionAndAdd('premium', job())).version).toBe('1.0');
  });

  test.each([
    [TOKEN, 0o644, 'others than its owner may read it'],
    [TOKEN, 0o640, 'others than its owner may read it'],
    ['', 0o600, 'it must hold one token'],
    ['two tokens', 0o600, 'it must hold one token'],
    ['x'.repeat(20_000), 0o600, 'more than 16384 bytes'],
  ])('(%#) is refused', async (content, mode, reason) => {
    expect(await rejectionOf(openWith(content, mode))).toMatchObject({
      code: 'LICENSE_FILE_UNSAFE',
      message: expect.stringContaining(reason),
    });
  });
});
