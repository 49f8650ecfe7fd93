import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { claimPartialFile } from '../../src/download/partial-file.js';
import { partialKey } from '../../src/download/partials.js';
import { prunePartials, receivedBytes } from '../../src/index.js';

const digest = { algorithm: 'sha256', hex: 'A'.repeat(64) } as const;

async function leavePartial(folder: string): Promise<string> {
  const partial = await claimPartialFile(partialKey({ url: 'https://x/y', digest }), folder);
  await partial.file.write(Buffer.alloc(10_000, 1));
  partial.ranges.add({ start: 0, end: 10_000 });
  await partial.keep();
  return path.join(folder, (await readdir(folder))[0] ?? '');
}

test('what a call left is found by its digest, and removed when it is old enough', async () => {
  const folder = await useTempDir();
  expect(await receivedBytes(folder, digest)).toBe(0);
  const left = await leavePartial(folder);
  expect(await receivedBytes(folder, digest)).toBe(10_000);
  expect(await prunePartials(folder, { maxAgeMilliseconds: 60_000 })).toStrictEqual({ bytes: 0, count: 0 });
  await utimes(path.join(left, 'data'), 1, 1);
  const would = await prunePartials(folder, { maxAgeMilliseconds: 60_000, dryRun: true });
  expect(would).toMatchObject({ count: 1 });
  expect(would.bytes).toBeGreaterThanOrEqual(10_000);
  expect(await readdir(folder)).toHaveLength(1);
  expect(await prunePartials(folder)).toStrictEqual(would);
  expect(await readdir(folder)).toStrictEqual([]);
});

test('what a running call works at stays', async () => {
  const folder = await useTempDir();
  const partial = await claimPartialFile('key', folder);
  await utimes(partial.path, 1, 1);
  expect(await prunePartials(folder)).toStrictEqual({ bytes: 0, count: 0 });
  await partial.drop();
});

test.each(['{', '{"ranges":[{"start":0,"end":99999999}]}', '{"ranges":[{"start":-1,"end":2}]}'])(
  'a state that cannot be right, %s, is ignored',
  async (text) => {
    const folder = await useTempDir();
    const left = await leavePartial(folder);
    await writeFile(path.join(left, 'state.json'), text);
    const partial = await claimPartialFile(path.basename(left), folder);
    expect(partial.resumedBytes).toBe(0);
    await partial.drop();
  },
);

test('a link in the place of the data is not followed', async () => {
  const folder = await useTempDir();
  const target = path.join(folder, 'target');
  await writeFile(target, 'mine');
  const partials = path.join(folder, 'partials');
  await mkdir(path.join(partials, 'key'), { recursive: true });
  await symlink(target, path.join(partials, 'key', 'data'));
  await expect(claimPartialFile('key', partials)).rejects.toMatchObject({ code: 'ELOOP' });
  expect(await readdir(partials)).toStrictEqual([]);
});
