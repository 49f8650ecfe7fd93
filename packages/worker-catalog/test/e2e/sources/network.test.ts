import { createHash } from 'node:crypto';
import { rejectionOf, startHttpServer, startProxyServer, startTlsFront } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { WorkerCatalog } from '../../../src/index.js';
import { helloRecipe, openTestCatalog, startRegistry } from '../../support.js';

const { platform, arch } = process;

function processWith(env: Record<string, string>) {
  return { env: { PATH: '/usr/bin:/bin', ...env }, homeDir: '/', platform, arch };
}

/** A source of one file, and the recipe's lines for it below another URL. */
async function startSource() {
  const sources = await startHttpServer({ '/notes.txt': { type: 'body', body: 'notes' } });
  const sha256 = createHash('sha256').update('notes').digest('hex');
  const linesFor = (url: string) => `source=(${url}/notes.txt)\nsha256sums=(${sha256})`;
  return { url: sources.url, linesFor };
}

describe('through a proxy', () => {
  test('go the registry and the sources', async () => {
    const { url, linesFor } = await startSource();
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello', linesFor(url)) } });
    const proxy = await startProxyServer();
    const { catalog, job } = await openTestCatalog(registry.url, {
      process: processWith({ http_proxy: proxy.url }),
    });

    await catalog.provisionAndAdd('hello', job());

    expect(new Set(proxy.asked)).toEqual(new Set([registry.url, url].map((each) => new URL(each).host)));
  });

  test('goes nothing that no_proxy names, nor the registry of this machine', async () => {
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello') } });
    const proxy = await startProxyServer();
    const ask = async (url: string, env: Record<string, string>) => {
      const options = { process: processWith({ http_proxy: proxy.url, ...env }) };
      const { catalog } = await openTestCatalog(url, options);
      await catalog.available();
      return proxy.asked.length;
    };
    expect(await ask(registry.url, { no_proxy: '127.0.0.1' })).toBe(0);
    expect(await ask(registry.url.replace('127.0.0.1', 'localhost'), {})).toBe(0);
    expect(await ask(registry.url, { no_proxy: '*' })).toBe(0);
    expect(await ask(registry.url, {})).toBe(1);
  });
});

describe('over TLS with an authority of ones own', () => {
  test('a worker is installed only when it is passed', async () => {
    const source = await startSource();
    const files = await startTlsFront(source.url);
    const lines = source.linesFor(files.url);
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello', lines) } });
    const front = await startTlsFront(registry.url);
    const distrusting = await openTestCatalog(front.url);
    expect(await rejectionOf(distrusting.catalog.available())).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
    });

    const { root, job } = distrusting;
    const extraCertificates = `${front.authority}${files.authority}`;
    const catalog = await WorkerCatalog.open({ root, registry: front.url, sources: { extraCertificates } });
    const worker = await catalog.provisionAndAdd('hello', job());

    expect(worker.provenance).toMatchObject({
      origin: front.url,
      sources: [{ url: `${files.url}/notes.txt` }],
    });
  });

  test('so is the recipe of a URL', async () => {
    const server = await startHttpServer({
      '/hello/PKGBUILD': { type: 'body', body: helloRecipe('hello') },
    });
    const front = await startTlsFront(server.url);
    const distrusting = await openTestCatalog('http://127.0.0.1:9');
    const location = `${front.url}/hello`;
    expect(await rejectionOf(distrusting.catalog.planFrom(location))).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
    });
    const { catalog } = await openTestCatalog('http://127.0.0.1:9', {
      sources: { extraCertificates: front.authority },
    });
    expect(await catalog.planFrom(location)).toMatchObject({ action: 'binary', obstacles: [] });
  });
});
