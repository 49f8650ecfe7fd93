import path from 'node:path';
import {
  createGitRepository,
  rejectionOf,
  startGitServer,
  startHttpServer,
  useTempDir,
} from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { formatFinding } from '../../src/check/findings.js';
import { probeSources } from '../../src/check/probe-sources.js';
import { readFolder } from '../../src/store/read-folder.js';
import { tinyMetadata, tinyRecipe, writeWorker } from '../worker-folder.js';

/** The entries of a folder whose only worker has these sources. */
async function entriesWith(sources: readonly string[], metadata: object = {}) {
  const root = await useTempDir();
  const lines = `source=(${sources.map((each) => `'${each}'`).join(' ')})\nsha256sums=(${sources.map(() => 'SKIP').join(' ')})\n`;
  await writeWorker(root, 'tiny', {
    'worker.json': { ...tinyMetadata, ...metadata },
    PKGBUILD: tinyRecipe + lines,
  });
  return readFolder(root);
}

async function problemsOf(...args: Parameters<typeof entriesWith>): Promise<string[]> {
  const findings = await probeSources(await entriesWith(...args));
  return findings.map(formatFinding).map((text) => text.replace(/http:\/\/127\.0\.0\.1:\d+/, 'URL'));
}

describe('downloads', () => {
  test('are asked for by HEAD, else by their first byte, each once', async () => {
    const server = await startHttpServer({
      '/ok': { type: 'body', body: 'x'.repeat(1000) },
      '/no-head': ({ method }) => ({ type: 'body', status: method === 'HEAD' ? 405 : 206, body: 'x' }),
      '/moved': { type: 'redirect', to: '/ok' },
    });
    const { url } = server;
    const names = ['ok', 'no-head', 'moved', 'missing'];
    expect(await problemsOf([...names.map((name) => `${url}/${name}`), `again::${url}/ok`])).toEqual([
      'tiny/PKGBUILD: field "source": URL/missing returns status 404',
    ]);
    const asked = server.requests.map(({ method, path: asked }) => `${method} ${asked}`).sort();
    expect(asked).toEqual([
      ...[
        'GET /missing',
        'GET /no-head',
        'HEAD /missing',
        'HEAD /moved',
        'HEAD /no-head',
        'HEAD /ok',
        'HEAD /ok',
      ],
    ]);
    const ranges = server.requests
      .filter(({ method }) => method === 'GET')
      .map(({ headers }) => headers.range);
    expect(ranges).toEqual(['bytes=0-0', 'bytes=0-0']);
  });

  test('that need a licence are there when they are withheld', async () => {
    const server = await startHttpServer({ '/x': { type: 'body', status: 401, body: '' } });
    const licence = { requires_license: true, license_origins: [server.url] };
    expect(await problemsOf([`${server.url}/x`], licence)).toEqual([]);
    expect(await problemsOf([`${server.url}/x`])).toEqual([
      'tiny/PKGBUILD: field "source": URL/x returns status 401',
    ]);
  });

  test('of a server that does not exist are reported with the reason', async () => {
    const server = await startHttpServer({ '/x': { type: 'hang-up' } });
    const [problem, ...more] = await problemsOf([`${server.url}/x`]);
    expect(more).toEqual([]);
    expect(problem).toMatch(/^tiny\/PKGBUILD: field "source": URL\/x does not respond: (?!fetch failed)/);
  });

  test('of a server that says nothing are given up', async () => {
    const server = await startGitServer(await useTempDir());
    server.stall();
    const entries = await entriesWith([`${server.url}/x`, `git+${server.url}/y`]);
    const findings = await probeSources(entries, { answerMilliseconds: 50 });
    expect(findings.map(({ message }) => message.replace(/^\S+ /, ''))).toEqual([
      'does not respond: no response within 0.05 seconds',
      'does not respond: no response within 0.05 seconds',
    ]);
  });

  test('that are compressed six times are an answer that is none, and nothing worse', async () => {
    const headers = { 'content-encoding': 'gzip, gzip, gzip, gzip, gzip, gzip' };
    const { url } = await startHttpServer({ '/x': { type: 'body', body: 'x', headers } });
    expect(await problemsOf([`${url}/x`])).toEqual([
      expect.stringMatching(/URL\/x does not respond: .*compressed 6 times/),
    ]);
  });

  test('no other protocol is asked for anything', async () => {
    const fetch = () => Promise.reject(new Error('asked'));
    const entries = await entriesWith([
      'ftp://127.0.0.1/x',
      'hg+http://127.0.0.1/x',
      'git+ssh://127.0.0.1/x',
    ]);
    expect(await probeSources(entries, { fetch })).toEqual([]);
  });
});

describe('git repositories', () => {
  test('are asked for their branches and tags', async () => {
    const root = await useTempDir();
    const repository = await createGitRepository(path.join(root, 'x'));
    const commit = await repository.commit({ a: '1' });
    await repository.git('tag', '-a', 'v1', '-m', 'v1');
    await repository.git('update-ref', '-d', 'HEAD', commit);
    await repository.git('update-ref', 'refs/heads/side', commit);
    const { url } = await startGitServer(root);
    const fragments = ['#branch=side', '#tag=v1', `#commit=${commit}`, '', '#branch=main', '#tag=v2'];
    const sources = fragments.map((fragment, index) => `${index}::git+${url}/x/.git${fragment}`);
    expect(await problemsOf([...sources, `none::git+${url}/none`])).toEqual([
      'tiny/PKGBUILD: field "source": URL/x/.git has no branch main',
      'tiny/PKGBUILD: field "source": URL/x/.git has no tag v2',
      'tiny/PKGBUILD: field "source": URL/none returns status 404',
    ]);
  });

  test('a page is none', async () => {
    const body = { type: 'body', body: '<html>', headers: { 'content-type': 'text/html' } } as const;
    const { url } = await startHttpServer({ '/x/info/refs?service=git-upload-pack': body });
    expect(await problemsOf([`git+${url}/x#branch=main`])).toEqual([
      'tiny/PKGBUILD: field "source": URL/x is not a git repository',
    ]);
  });
});

test('an abort ends it with its reason, at once', async () => {
  const server = await startGitServer(await useTempDir());
  server.stall();
  const controller = new AbortController();
  const entries = await entriesWith([`git+${server.url}/x`, `${server.url}/y`]);
  const reason = { why: 'stopped' };
  const asked = server.nextRequest();
  const probing = probeSources(entries, { signal: controller.signal });
  await asked;
  controller.abort(reason);
  expect(await rejectionOf(probing)).toBe(reason);
  expect(await rejectionOf(probeSources(entries, { signal: controller.signal }))).toBe(reason);
});
