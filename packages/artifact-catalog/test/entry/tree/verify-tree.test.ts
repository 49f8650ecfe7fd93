import { execFileSync } from 'node:child_process';
import { appendFile, chmod, mkdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { describeTree, verifyTree, writeTreeListing } from '../../../src/index.js';
import { useTree } from './trees.js';

async function useDescribedTree() {
  const folder = await useTree();
  const tree = await describeTree(folder);
  await writeTreeListing(folder, tree);
  await writeFile(path.join(folder, 'metadata.json'), '{}');
  return { folder, digest: tree.digest, at: (name: string) => path.join(folder, name) };
}

type At = (name: string) => string;

/** What an attacker or an accident does, and which differences are named. */
const CHANGES: Record<string, [(at: At) => Promise<unknown>, object[]]> = {
  'another content of the same size': [
    (at) => writeFile(at('lib/lib.so.1'), 'LIBRARY'),
    [
      {
        path: 'lib/lib.so.1',
        kind: 'content',
        expected: expect.stringMatching(/^sha256:/),
        found: expect.stringMatching(/^sha256:/),
      },
    ],
  ],
  'more content': [
    (at) => appendFile(at('bin/worker'), '!'),
    [{ path: 'bin/worker', kind: 'content', expected: '7 bytes', found: '8 bytes' }],
  ],
  'a content of a terabyte': [
    (at) => truncate(at('bin/worker'), 2 ** 40),
    [{ path: 'bin/worker', kind: 'content', expected: '7 bytes', found: `${2 ** 40} bytes` }],
  ],
  'another mode of a file': [
    (at) => chmod(at('bin/worker'), 0o755),
    [{ path: 'bin/worker', kind: 'mode', expected: '4755', found: '0755' }],
  ],
  'another mode of a folder': [
    (at) => chmod(at('lib/empty'), 0o777),
    [{ path: 'lib/empty', kind: 'mode', expected: '0755', found: '0777' }],
  ],
  'another target of a link': [
    async (at) => {
      await rm(at('lib/lib.so'));
      await symlink('/tmp/evil.so', at('lib/lib.so'));
    },
    [{ path: 'lib/lib.so', kind: 'link', expected: 'lib.so.1', found: '/tmp/evil.so' }],
  ],
  'a file more': [
    (at) => writeFile(at('lib/evil.so'), ''),
    [{ path: 'lib/evil.so', kind: 'added', found: 'file' }],
  ],
  'a file more at the top, named nearly as ours': [
    (at) => writeFile(at('.TREE'), ''),
    [{ path: '.TREE', kind: 'added', found: 'file' }],
  ],
  'an endless file more': [
    async (at) => {
      await writeFile(at('sparse'), '');
      await truncate(at('sparse'), 2 ** 40);
    },
    [{ path: 'sparse', kind: 'added', found: 'file' }],
  ],
  'an empty folder more': [
    (at) => mkdir(at('lib/more')),
    [{ path: 'lib/more', kind: 'added', found: 'folder' }],
  ],
  'a folder less': [
    (at) => rm(at('lib'), { recursive: true }),
    ['lib', 'lib/empty', 'lib/lib.so', 'lib/lib.so.1'].map((name) => ({ path: name, kind: 'removed' })),
  ],
  'another name': [
    (at) => rename(at('bin/worker'), at('bin/x')),
    [
      { path: 'bin/worker', kind: 'removed', expected: 'file' },
      { path: 'bin/x', kind: 'added', found: 'file' },
    ],
  ],
  'a link in the place of a file, to the same content': [
    async (at) => {
      await rename(at('bin/worker'), at('../worker'));
      await symlink('../../worker', at('bin/worker'));
    },
    [{ path: 'bin/worker', kind: 'type', expected: 'file', found: 'link' }],
  ],
  'a link in the place of a folder, to the same content': [
    async (at) => {
      await rename(at('bin'), at('../bin'));
      await symlink('../bin', at('bin'));
    },
    [
      { path: 'bin', kind: 'type', expected: 'folder', found: 'link' },
      { path: 'bin/worker', kind: 'removed', expected: 'file' },
    ],
  ],
  'a FIFO in the place of a file': [
    async (at) => {
      await rm(at('bin/worker'));
      execFileSync('mkfifo', [at('bin/worker')]);
    },
    [{ path: 'bin/worker', kind: 'type', expected: 'file', found: 'other' }],
  ],
  'no listing, and nothing else': [(at) => rm(at('.tree')), [{ path: '.tree', kind: 'removed' }]],
  'no listing, and another mode': [
    async (at) => {
      await rm(at('.tree'));
      await chmod(at('bin/worker'), 0o755);
    },
    [
      { path: '.tree', kind: 'removed' },
      { path: '.', kind: 'content' },
    ],
  ],
  'a changed file with a listing to match': [
    async (at) => {
      await writeFile(at('bin/worker'), 'PROGRAM');
      await rm(at('.tree'));
      await writeTreeListing(at('.'), await describeTree(at('.')));
    },
    [
      { path: '.tree', kind: 'content' },
      { path: '.', kind: 'content' },
    ],
  ],
  'a FIFO in the place of the listing': [
    async (at) => {
      await rm(at('.tree'));
      execFileSync('mkfifo', [at('.tree')]);
    },
    [{ path: '.tree', kind: 'type' }],
  ],
};

describe('verifyTree', () => {
  test('of a tree as it was described is intact, wherever it is now', async () => {
    const { folder, digest, at } = await useDescribedTree();
    expect(await verifyTree(folder, digest)).toStrictEqual({ verdict: 'intact' });
    await rename(folder, at('../moved'));
    expect(await verifyTree(at('../moved'), digest)).toStrictEqual({ verdict: 'intact' });
  });

  test.each(Object.entries(CHANGES))('names %s', async (_, [change, differences]) => {
    const { folder, digest, at } = await useDescribedTree();
    await change(at);
    expect(await verifyTree(folder, digest)).toMatchObject({ verdict: 'changed', differences, more: 0 });
  });

  test('names a thousand, and says how many more there are', async () => {
    const { folder, digest, at } = await useDescribedTree();
    for (let index = 0; index < 1_005; index += 1) await mkdir(at(`more-${index}`));
    const verification = await verifyTree(folder, digest);
    expect(verification).toMatchObject({ verdict: 'changed', more: 5 });
    expect('differences' in verification && verification.differences).toHaveLength(1_000);
  });

  test('with another digest than the listing’s believes the digest', async () => {
    const { folder } = await useDescribedTree();
    expect(await verifyTree(folder, `sha256:${'0'.repeat(64)}`)).toMatchObject({ verdict: 'changed' });
  });

  test('rejects with the reason of its signal', async () => {
    const { folder, digest } = await useDescribedTree();
    const controller = new AbortController();
    const reason = new Error('enough');
    const verifying = rejectionOf(verifyTree(folder, digest, { signal: controller.signal }));
    controller.abort(reason);
    expect(await verifying).toBe(reason);
  });
});
