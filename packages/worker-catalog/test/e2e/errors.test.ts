import { startHttpServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { isWorkerCatalogFailure } from '../../src/index.js';
import {
  CARCH,
  expectNothingLeft,
  helloRecipe,
  OTHER_ARCH,
  openTestCatalog,
  startRegistry,
} from '../support.js';

/** Installs a worker that must fail; checks what is left, and answers the error. */
async function failureOf(registry: string, id = 'hello') {
  const test = await openTestCatalog(registry);
  const error = await test.catalog.provisionAndAdd(id, test.job()).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isWorkerCatalogFailure(error)) throw new Error('expected one of our errors', { cause: error });
  await expectNothingLeft(test);
  return error;
}

describe('the registry', () => {
  test('does not know the worker', async () => {
    const { url } = await startRegistry({ other: { pkgbuild: '' } });
    expect(await failureOf(url)).toMatchObject({
      code: 'WORKER_NOT_FOUND',
      message: `The worker registry at ${url} has no worker hello.`,
      hint: 'It has other.',
    });
  });

  test('cannot be reached', async () => {
    expect(await failureOf('http://127.0.0.1:9')).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: expect.stringMatching(/^The worker registry at http:\/\/127\.0\.0\.1:9 could not be read: /),
      hint: 'Start the registry, or set WORKER_CATALOG_URL to one that runs.',
    });
  });

  test.each([
    ['<html>', 'it is not JSON'],
    ['[]', 'the response: '],
    [
      '{"id":"hello","name":"x","version":"1","platforms":["linux"],"architectures":[7]}',
      'architectures.0: ',
    ],
    ['{"id":"hello","name":"x","version":"../1","platforms":["linux"],"architectures":["any"]}', 'version: '],
    [
      '{"id":"other","name":"x","version":"1","platforms":["linux"],"architectures":["any"]}',
      'another worker than hello',
    ],
  ])('answers %s', async (body, problem) => {
    const { url } = await startHttpServer({ '/workers/hello': { type: 'body', body } });
    expect(await failureOf(url)).toMatchObject({
      code: 'REGISTRY_INVALID',
      message: expect.stringContaining(problem),
      hint: 'Check that WORKER_CATALOG_URL names a worker registry.',
    });
  });

  test('answers with an error', async () => {
    const { url } = await startHttpServer({ '/workers/hello': { type: 'body', status: 503, body: 'busy' } });
    expect(await failureOf(url)).toMatchObject({
      code: 'REGISTRY_STATUS',
      message: `The worker registry at ${url} answered 503 to ${url}/workers/hello.`,
    });
  });

  test.each(['../hello', '', 'a/b', '-x', 'a..b', 'a\u0000'])('is not asked for %j', async (id) => {
    const { url, requests } = await startRegistry({});
    expect(await failureOf(url, id)).toMatchObject({ code: 'INVALID_WORKER_ID' });
    expect(requests).toEqual([]);
  });
});

describe('the machine', () => {
  test('runs another operating system', async () => {
    const { url } = await startRegistry({
      hello: { pkgbuild: helloRecipe('hello'), metadata: { platforms: ['macos'] } },
    });
    expect(await failureOf(url)).toMatchObject({
      code: 'PLATFORM_UNSUPPORTED',
      message: 'hello is made for macos; this machine runs linux.',
    });
  });

  test('has another architecture', async () => {
    const metadata = { architectures: [OTHER_ARCH] };
    const { url } = await startRegistry({ hello: { pkgbuild: helloRecipe('hello'), metadata } });
    expect(await failureOf(url)).toMatchObject({
      code: 'ARCHITECTURE_UNSUPPORTED',
      message: `hello is made for ${OTHER_ARCH}; this machine is ${CARCH}.`,
    });
  });

  test('has no licence for the worker', async () => {
    const metadata = { requires_license: true, license_origins: ['https://example.org'] };
    const { url } = await startRegistry({ hello: { pkgbuild: helloRecipe('hello'), metadata } });
    expect(await failureOf(url)).toMatchObject({
      code: 'LICENSE_REQUIRED',
      message: 'hello needs a licence token.',
    });
  });
});

describe('the recipe', () => {
  async function failureOfRecipe(pkgbuild: string, metadata = {}) {
    const { url } = await startRegistry({ hello: { pkgbuild, metadata } });
    return failureOf(url);
  }

  test('has no pkgname', async () => {
    expect(await failureOfRecipe('pkgver=1\npkgrel=1\narch=(any)\n')).toMatchObject({
      code: 'PKGBUILD_INVALID',
      message: expect.stringContaining('pkgname'),
    });
  });

  test('has a syntax error, told with its line', async () => {
    expect(await failureOfRecipe('pkgname=hello\nif true; then\n')).toMatchObject({
      code: 'PKGBUILD_INVALID',
      message: expect.stringMatching(/PKGBUILD:[23]:\d+: /),
    });
  });

  test('is for another architecture than the metadata says', async () => {
    expect(await failureOfRecipe(helloRecipe('hello').replace('x86_64 aarch64', OTHER_ARCH))).toMatchObject({
      name: 'ArchError',
      code: 'ARCHITECTURE_UNSUPPORTED',
    });
  });

  test('names another checksum than the bytes have', async () => {
    const server = await startHttpServer({ '/data.bin': { type: 'body', body: 'tampered' } });
    const lines = `source=(${server.url}/data.bin)\nsha256sums=(${'a'.repeat(64)})`;
    expect(await failureOfRecipe(helloRecipe('hello', lines))).toMatchObject({
      name: 'SourceFetchError',
      code: 'CHECKSUM_MISMATCH',
      message: expect.stringContaining('a'.repeat(64)),
    });
  });

  test('names a malformed checksum, which no download precedes', async () => {
    const server = await startHttpServer({ '/data.bin': { type: 'body', body: 'x' } });
    const lines = `source=(${server.url}/data.bin)\nsha256sums=(abc123...)`;
    expect(await failureOfRecipe(helloRecipe('hello', lines))).toMatchObject({ code: 'CHECKSUM_MALFORMED' });
    expect(server.requests).toEqual([]);
  });

  test('names a source that is not there', async () => {
    const server = await startHttpServer({});
    const lines = `source=(${server.url}/gone.tar.gz)\nsha256sums=(SKIP)`;
    expect(await failureOfRecipe(helloRecipe('hello', lines))).toMatchObject({
      code: 'HTTP_STATUS',
      message: expect.stringContaining('404'),
    });
  });

  test('has a build() that fails, told with its last lines', async () => {
    const lines = 'build() { echo compiling; echo "no such header" >&2; false; }';
    expect(await failureOfRecipe(helloRecipe('hello', lines))).toMatchObject({
      name: 'ExecuteError',
      code: 'FUNCTION_FAILED',
      phase: 'build',
      message: expect.stringContaining('build()'),
      lastLines: expect.arrayContaining(['compiling', 'no such header']),
    });
  });

  test('has a package() that installs no program', async () => {
    const pkgbuild = `
pkgname=hello
pkgver=1.0
pkgrel=1
arch=(any)
package() { install -Dm644 /dev/null "$pkgdir/usr/share/doc/readme"; }
`;
    expect(await failureOfRecipe(pkgbuild)).toMatchObject({
      code: 'EXECUTABLE_NOT_FOUND',
      message: 'package() installed no program, only the files usr/share/doc/readme.',
      hint: expect.stringContaining('install -Dm755'),
    });
  });

  test('has a package() that installs several programs and none is named', async () => {
    const lines = 'build() { touch a b; chmod 755 a b; }';
    const pkgbuild = helloRecipe('hello', lines)
      .replace('"$pkgdir/usr/local/bin/$pkgname"', '"$pkgdir/usr/local/bin/other"')
      .replace('install -Dm755 hello', 'install -Dt "$pkgdir/usr/bin" a b; install -Dm755 hello');
    expect(await failureOfRecipe(pkgbuild)).toMatchObject({
      code: 'PROGRAM_AMBIGUOUS',
      message: expect.stringContaining('usr/bin/a, usr/bin/b, usr/local/bin/other'),
    });
  });
});
