import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createGitRepository, rejectionOf, startGitServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { fetchSources } from '../../../src/index.js';
import { startOrigin } from '../../support/origin-server.js';
import { request, useWorkspace } from '../../support/workspace.js';

/** A repository behind a server that spoils the first packs that it is asked for. */
async function useBroken(times: number, spoil: (pack: Buffer) => Buffer) {
  const workspace = await useWorkspace();
  const repository = await createGitRepository(path.join(workspace.root, 'remote/tool'));
  await repository.commit({ readme: 'x'.repeat(100_000), other: 'y' });
  const upstream = await startGitServer(path.join(workspace.root, 'remote'));
  let left = times;
  const { url } = await startOrigin(async (asked, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const answer = await fetch(upstream.url + asked.url, {
      method: asked.method ?? 'GET',
      headers: {
        'content-type': asked.headers['content-type'] ?? '',
        'git-protocol': String(asked.headers['git-protocol'] ?? ''),
        ...(asked.headers['content-encoding'] && { 'content-encoding': asked.headers['content-encoding'] }),
      },
      ...(body.length > 0 && { body }),
    });
    const whole = Buffer.from(await answer.arrayBuffer());
    response.setHeader('content-type', answer.headers.get('content-type') ?? '');
    // Of the system's git the first question to the same address is for the refs.
    const isPack = whole.includes('PACK');
    if (isPack) left -= 1;
    response.end(isPack && left >= 0 ? spoil(whole) : whole);
  });
  return { workspace, entry: `git+${url}/tool` };
}

const half = (pack: Buffer) => pack.subarray(0, pack.length / 2);

function failing(pack: Buffer): Buffer {
  const text = 'disk quota of the mirror exceeded\n';
  return Buffer.concat([
    pack.subarray(0, pack.indexOf('PACK') - 5),
    Buffer.from((text.length + 5).toString(16).padStart(4, '0')),
    Buffer.from([3]),
    Buffer.from(text),
  ]);
}

describe.each(['embedded', 'system'] as const)('a pack, by the %s git,', (git) => {
  test('that ends early is asked for again', async () => {
    const { workspace, entry } = await useBroken(2, half);
    await fetchSources([request(entry)], { ...workspace, git });
    expect((await readFile(path.join(workspace.srcDir, 'tool/readme'))).length).toBe(100_000);
    expect(workspace.events.filter(({ type }) => type === 'source-retry')).toHaveLength(2);
  });

  test('that always ends early is an error, after as many tries as there are', async () => {
    const { workspace, entry } = await useBroken(99, half);
    const error = await rejectionOf(
      fetchSources([request(entry)], { ...workspace, git, retry: { attempts: 2 } }),
    );
    expect(error).toMatchObject({ code: git === 'embedded' ? 'UNREACHABLE' : 'GIT_FAILED' });
    expect(workspace.events.filter(({ type }) => type === 'source-retry')).toHaveLength(1);
  });

  test('of a server that fails shows what the server says', async () => {
    const { workspace, entry } = await useBroken(99, failing);
    const failed = fetchSources([request(entry)], { ...workspace, git, retry: { attempts: 1 } });
    expect(await rejectionOf(failed)).toMatchObject({
      message: expect.stringContaining('disk quota of the mirror exceeded'),
    });
  });
});
