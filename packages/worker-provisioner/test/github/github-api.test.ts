import { type FakeRelease, type Refusal, rejectionOf, startFakeGitHub } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { createGitHubApi } from '../../src/github/github-api.js';

const COMMIT = 'c'.repeat(40);
const release = (tag: string, more: Partial<FakeRelease> = {}): FakeRelease => ({
  ...{ tag, commit: COMMIT, assets: {} },
  ...more,
});

async function useApi(releases: FakeRelease[], token?: string) {
  const github = await startFakeGitHub({
    repositories: { 'owner/tool': releases },
    ...(token !== undefined && { token }),
  });
  const api = createGitHubApi({ baseUrl: github.api, token });
  return { github, api };
}

test('finds the latest, a tag, and the newest of a pattern over pages; never a draft', async () => {
  const many = Array.from({ length: 70 }, (_, number) => release(`n${number}`));
  const { api } = await useApi([release('b3', { draft: true }), ...many, release('v1'), release('b2')]);
  expect((await api.release('owner/tool', {})).tag_name).toBe('n0');
  expect((await api.release('owner/tool', { tag: 'v1' })).tag_name).toBe('v1');
  expect((await api.release('owner/tool', { tag: 'b*' })).tag_name).toBe('b2');
  expect(await api.commitOf('owner/tool', 'b2')).toBe(COMMIT);
});

test('prereleases are only taken when they are allowed, and are said', async () => {
  const { api } = await useApi([release('b1', { prerelease: true })]);
  expect(await rejectionOf(api.release('owner/tool', {}))).toMatchObject({
    message: 'owner/tool has only prereleases; the newest is b1.',
    hint: 'Allow prereleases, or name a tag.',
  });
  expect(await rejectionOf(api.release('owner/tool', { tag: 'b*' }))).toMatchObject({
    hint: expect.stringContaining('Prereleases were left out.'),
  });
  expect((await api.release('owner/tool', { prereleases: true })).tag_name).toBe('b1');
});

test.each<[Refusal, string, string]>([
  [
    { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1893456000' } },
    'RATE_LIMITED',
    'until 2030-01-01T00:00:00.000Z',
  ],
  [{ status: 403, headers: { 'retry-after': '60' } }, 'RATE_LIMITED', 'for 60 s: too many came at once'],
  [
    { status: 403, message: 'You have exceeded a secondary rate limit.' },
    'RATE_LIMITED',
    'too many came at once',
  ],
  [{ status: 429 }, 'RATE_LIMITED', 'for a while'],
  [
    { status: 401, message: 'Bad credentials' },
    'ACCESS_REFUSED',
    'does not accept the token: Bad credentials',
  ],
  [
    { status: 403, headers: { 'x-github-sso': 'required; url=https://github.com/orgs/o/sso' } },
    'ACCESS_REFUSED',
    'https://github.com/orgs/o/sso',
  ],
  [{ status: 403, message: 'Resource not accessible' }, 'ACCESS_REFUSED', 'Resource not accessible'],
])('%# tells %j as what it is', async (refusal, code, text) => {
  const { github, api } = await useApi([release('v1')]);
  github.refuse(refusal);
  const error = (await rejectionOf(api.release('owner/tool', { tag: 'v1' }))) as Error & { hint?: string };
  expect(error).toMatchObject({ code });
  expect(`${error.message} ${error.hint}`).toContain(text);
  expect(github.requests.api).toHaveLength(1);
});

test('trouble of the server is tried again, three times in all', async () => {
  const { github, api } = await useApi([release('v1')]);
  github.refuse({ status: 502 }, { status: 503 });
  expect((await api.release('owner/tool', { tag: 'v1' })).tag_name).toBe('v1');
  github.refuse({ status: 500 }, { status: 500 }, { status: 500 });
  expect(await rejectionOf(api.release('owner/tool', { tag: 'v1' }))).toMatchObject({
    code: 'REGISTRY_STATUS',
  });
});
