import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  createGitRepository,
  rejectionOf,
  startGitServer,
  startHttpServer,
  startTlsFront,
} from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { fetchSources } from '../../../src/index.js';
import { request, useWorkspace } from '../../support/workspace.js';

describe('a server with a certificate that only extraCertificates vouch for', () => {
  test('is not believed without them', async () => {
    const workspace = await useWorkspace();
    const { url } = await startTlsFront(
      (await startHttpServer({ '/f': { type: 'body', body: 'content' } })).url,
    );
    expect(await rejectionOf(fetchSources([request(`${url}/f`)], workspace))).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('certificate'),
    });
  });

  test('gives downloads with them', async () => {
    const workspace = await useWorkspace();
    const plain = await startHttpServer({ '/f': { type: 'body', body: 'content' } });
    const { url, authority } = await startTlsFront(plain.url);
    await fetchSources([request(`${url}/f`)], { ...workspace, extraCertificates: authority });
    expect(await readFile(path.join(workspace.srcDir, 'f'), 'utf8')).toBe('content');
  });

  test('is not believed with those of another', async () => {
    const workspace = await useWorkspace();
    const plain = await startHttpServer({ '/f': { type: 'body', body: 'content' } });
    const [{ url }, { authority }] = [await startTlsFront(plain.url), await startTlsFront(plain.url)];
    const options = { ...workspace, extraCertificates: authority };
    expect(await rejectionOf(fetchSources([request(`${url}/f`)], options))).toMatchObject({
      code: 'UNREACHABLE',
    });
    expect(plain.requests).toEqual([]);
  });

  test.each(['embedded', 'system'] as const)('gives repositories with them: %s git', async (git) => {
    const workspace = await useWorkspace();
    const repository = await createGitRepository(path.join(workspace.root, 'remote/tool.git'));
    const commit = await repository.commit({ a: 'a' });
    const { url, authority } = await startTlsFront(
      (await startGitServer(path.join(workspace.root, 'remote'))).url,
    );
    const source = [request(`git+${url}/tool.git`)];
    expect(await rejectionOf(fetchSources(source, { ...workspace, git }))).toMatchObject({
      message: expect.stringContaining('certificate'),
    });
    const options = { ...workspace, git, extraCertificates: authority };
    expect(await fetchSources(source, options)).toMatchObject([{ commit }]);
  });
});
