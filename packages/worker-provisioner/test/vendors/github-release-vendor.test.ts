import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FetchEvent } from '@rbee/source-fetcher';
import {
  type Answer,
  rejectionOf,
  startFakeGitHub,
  startHttpServer,
  startProxyServer,
  startTlsFront,
  useTempDir,
} from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { createGitHubReleaseVendor } from '../../src/vendors/github-release-vendor.js';
import type { GitHubReleaseVendorOptions } from '../../src/vendors/github-release-vendor-options.js';

const PROGRAM = 'the program';
const DIGEST = createHash('sha256').update(PROGRAM).digest('hex');
const NAME = 'tool-1.2-linux-x86_64.bin';
const host = { os: 'linux', architecture: 'x86_64' } as const;

interface Release {
  readonly files?: Record<string, string>;
  readonly digest?: string;
  readonly answer?: Answer;
}

/** A server with the API of one repository whose latest release is v1.2. */
async function startGitHub({ files = {}, digest, answer }: Release) {
  const routes: Record<string, Answer> = {};
  const server = await startHttpServer(routes);
  for (const [name, body] of Object.entries(files)) routes[`/files/${name}`] = { type: 'body', body };
  const assets = Object.keys(files).map((name) => ({
    name,
    browser_download_url: `${server.url}/files/${name}`,
    ...(name === NAME && digest !== undefined && { digest }),
  }));
  const release: Answer = answer ?? { type: 'body', body: JSON.stringify({ tag_name: 'v1.2', assets }) };
  routes['/repos/rbee/tool/releases/latest'] = release;
  routes['/repos/rbee/tool/releases/tags/v1.2'] = release;
  return server;
}

async function useVendor(release: Release, more: Partial<GitHubReleaseVendorOptions> = {}) {
  const server = await startGitHub(release);
  const vendor = createGitHubReleaseVendor({
    repository: 'rbee/tool',
    releases: { tool: {}, pinned: { tag: 'v1.2' } },
    asset: 'tool-{version}-{os}-{architecture}.bin',
    host,
    baseUrl: server.url,
    ...more,
  });
  const folder = await useTempDir();
  const destination = path.join(folder, 'tool');
  const events: FetchEvent[] = [];
  const download = (id = 'tool', signal?: AbortSignal) =>
    vendor.download(id, destination, { jobId: 'job', signal, onEvent: (event) => events.push(event) });
  return { server, vendor, folder, destination, events, download };
}

describe('a GitHub release', () => {
  test.each<[string, Release]>([
    ['its own checksum file', { files: { [NAME]: PROGRAM, [`${NAME}.sha256`]: `${DIGEST}\n` } }],
    [
      'a list of checksums',
      { files: { [NAME]: PROGRAM, SHA256SUMS: `${'0'.repeat(64)}  other\n${DIGEST} *${NAME}\n` } },
    ],
    ["a list called as Node's is", { files: { [NAME]: PROGRAM, 'SHASUMS256.txt': `${DIGEST}  ${NAME}\n` } }],
    ["the API's digest", { files: { [NAME]: PROGRAM }, digest: `sha256:${DIGEST}` }],
  ])('is taken when %s vouches for it', async (_name, release) => {
    const { vendor, folder, destination, events, download } = await useVendor(release);
    expect([vendor.name, vendor.supports('tool'), vendor.supports('toString')]).toEqual([
      'github',
      true,
      false,
    ]);
    expect(await download()).toBe(PROGRAM.length);
    expect(await readFile(destination, 'utf8')).toBe(PROGRAM);
    expect(await readdir(folder)).toEqual(['tool']);
    expect(events).toContainEqual(expect.objectContaining({ type: 'source-verified', verified: 'checksum' }));
  });

  test('of a named tag is asked for by the tag', async () => {
    const { server, download } = await useVendor({ files: { [NAME]: PROGRAM }, digest: `sha256:${DIGEST}` });
    await download('pinned');
    expect(server.requests[0]?.path).toBe('/repos/rbee/tool/releases/tags/v1.2');
  });

  test.each<[Release, string, string]>([
    [{ files: { [NAME]: PROGRAM } }, 'CHECKSUM_NOT_PUBLISHED', `no sha256 digest of ${NAME}`],
    [{ files: { [NAME]: PROGRAM, SHA256SUMS: 'nonsense' } }, 'CHECKSUM_NOT_PUBLISHED', 'no sha256 digest'],
    [{ files: { [NAME]: 'tampered' }, digest: `sha256:${DIGEST}` }, 'CHECKSUM_MISMATCH', DIGEST],
    [{ files: { 'tool.deb': '' } }, 'WORKER_NOT_FOUND', `has no file ${NAME}`],
    [{ answer: { type: 'body', status: 404, body: '{}' } }, 'WORKER_NOT_FOUND', 'has no such release'],
    [{ answer: { type: 'body', status: 500, body: '' } }, 'REGISTRY_STATUS', 'answered 500'],
    [{ answer: { type: 'body', body: '{"assets":7}' } }, 'REGISTRY_INVALID', 'does not describe a release'],
    [{ answer: { type: 'body', body: '<html>' } }, 'REGISTRY_INVALID', 'does not describe a release'],
  ])('%# is refused', async (release, code, message) => {
    const { folder, download } = await useVendor(release);
    expect(await rejectionOf(download())).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(await readdir(folder)).toEqual([]);
  });

  test('tells a rate limit truthfully, with the time when it ends', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1893456000' };
    const { download } = await useVendor({ answer: { type: 'body', status: 403, body: '', headers } });
    expect(await rejectionOf(download())).toMatchObject({
      code: 'RATE_LIMITED',
      message: expect.stringContaining('until 2030-01-01T00:00:00.000Z'),
      hint: 'Wait, or pass a token: its limit is higher.',
    });
  });

  test('gets the token at the API and nowhere else', async () => {
    const storage = await startHttpServer({ '/blob': { type: 'body', body: PROGRAM } });
    const release = {
      tag_name: 'v1.2',
      assets: [{ name: NAME, browser_download_url: `${storage.url}/blob`, digest: `sha256:${DIGEST}` }],
    };
    const { server, download } = await useVendor(
      { answer: { type: 'body', body: JSON.stringify(release) } },
      { token: 's3cret' },
    );
    await download();
    expect(server.requests[0]?.headers.authorization).toBe('Bearer s3cret');
    expect(storage.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test('can be cancelled in the middle of the download, which leaves nothing', async () => {
    const { server, folder, download } = await useVendor({ answer: { type: 'stall' } });
    const controller = new AbortController();
    const rejection = rejectionOf(download('tool', controller.signal));
    await server.arrived('/repos/rbee/tool/releases/latest');
    controller.abort('enough');
    expect(await rejection).toBe('enough');
    expect(await readdir(folder)).toEqual([]);
  });

  test('is asked through the proxy of the sources, and over TLS with their certificates', async () => {
    const files = { [NAME]: PROGRAM, SHA256SUMS: `${DIGEST}  ${NAME}\n` };
    const proxy = await startProxyServer();
    const { download, server } = await useVendor({ files }, { sources: { proxy: { http: proxy.url } } });
    expect(await download()).toBe(PROGRAM.length);
    expect(new Set(proxy.asked)).toEqual(new Set([new URL(server.url).host]));

    const front = await startTlsFront(server.url);
    const secured = await useVendor(
      {},
      { baseUrl: front.url, sources: { extraCertificates: front.authority } },
    );
    expect(await secured.download()).toBe(PROGRAM.length);
    const distrusting = await useVendor({}, { baseUrl: front.url });
    expect(await rejectionOf(distrusting.download())).toMatchObject({ code: 'UNREACHABLE' });
  });
});

test('a private repository is read by the API’s own addresses, and storage gets no token', async () => {
  const github = await startFakeGitHub({
    token: 's3cret',
    repositories: {
      'rbee/tool': [{ tag: 'v1.2', commit: 'c'.repeat(40), assets: { 'tool-linux-amd64': PROGRAM } }],
    },
  });
  const vendor = (token?: string) =>
    createGitHubReleaseVendor({
      ...{ repository: 'rbee/tool', releases: { tool: {} }, host, baseUrl: github.api },
      ...(token !== undefined && { token }),
    });
  const file = path.join(await useTempDir(), 'tool');
  const refused = (token?: string) => rejectionOf(vendor(token).download('tool', file, { jobId: 'job' }));
  expect(await refused()).toMatchObject({ code: 'WORKER_NOT_FOUND' });
  expect(await refused('other')).toMatchObject({ code: 'ACCESS_REFUSED' });
  expect(await vendor('s3cret').download('tool', file, { jobId: 'job' })).toBe(PROGRAM.length);
  expect(github.requests.site).toEqual([]);
  expect(github.requests.storage.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});
