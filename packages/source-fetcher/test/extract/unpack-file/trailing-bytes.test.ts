import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { listTree, pathOf, rejectionOf, testWith } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { decodeGzipMembers } from '../../../src/extract/compression/gzip-members.js';
import { fetchSources } from '../../../src/index.js';
import { tarOf } from '../../support/tar-archive.js';
import { request, useWorkspace } from '../../support/workspace.js';
import { zipOf } from '../../support/zip-archive.js';

async function unpack(name: string, bytes: Buffer) {
  const workspace = await useWorkspace();
  await writeFile(path.join(workspace.startDir, name), bytes);
  const fetched = fetchSources([request(name)], workspace);
  const tree = async () => (await listTree(workspace.srcDir)).filter((entry) => entry !== name);
  const content = (file: string) => readFile(path.join(workspace.srcDir, file), 'utf8');
  return { workspace, fetched, tree, content };
}

const BIG = 'content '.repeat(400_000);
const tar = tarOf({ path: 'd/f', body: BIG });
const junk = Buffer.from('signed by no one\n');

describe('a gzip file with bytes after its end', () => {
  const halves = [tar.subarray(0, 1_000_000), tar.subarray(1_000_000)].map((half) => gzipSync(half));
  test.each<[string, Buffer]>([
    ['text', Buffer.concat([gzipSync(tar), junk])],
    ['one byte', Buffer.concat([gzipSync(tar), Buffer.from('x')])],
    ['zeros', Buffer.concat([gzipSync(tar), Buffer.alloc(1000)])],
    [
      'what looks like a member and is none',
      Buffer.concat([gzipSync(tar), Buffer.from('1f8b07', 'hex'), junk]),
    ],
    ['text after two members', Buffer.concat([...halves, junk])],
  ])('%s: they are passed over, as by gzip and bsdtar', async (_, bytes) => {
    const { fetched, content } = await unpack('a.tar.gz', bytes);
    await fetched;
    expect(await content('d/f')).toBe(BIG);
  });

  test.each<[string, (bytes: Buffer) => Buffer]>([
    [
      'a changed byte',
      (bytes) =>
        Buffer.concat([bytes.subarray(0, 900), Buffer.from([bytes[900] === 1 ? 2 : 1]), bytes.subarray(901)]),
    ],
    [
      'a wrong checksum',
      (bytes) => Buffer.concat([bytes.subarray(0, -8), Buffer.alloc(4), bytes.subarray(-4)]),
    ],
    ['a wrong size', (bytes) => Buffer.concat([bytes.subarray(0, -4), Buffer.alloc(4, 1)])],
    ['a missing end', (bytes) => bytes.subarray(0, -9)],
  ])('but %s is damage', async (_, spoil) => {
    const { fetched, tree } = await unpack('a.tar.gz', spoil(gzipSync(tar)));
    expect(await rejectionOf(fetched)).toMatchObject({ code: 'ARCHIVE_DAMAGED' });
    expect(await tree()).toEqual([]);
  });

  testWith('gzip', 'headers of every kind are read', async () => {
    const workspace = await useWorkspace();
    const named = path.join(workspace.root, 'named');
    await writeFile(named, 'content');
    execFileSync('gzip', ['--name', '-k', named]);
    const file = path.join(workspace.root, 'all');
    const extra = Buffer.concat([
      Buffer.from('1f8b081e0000000000030300', 'hex'),
      Buffer.from('abcname\0comment\0cc'),
    ]);
    await writeFile(
      file,
      Buffer.concat([await readFile(`${named}.gz`), extra, gzipSync('x').subarray(10), junk]),
    );
    const chunks: Buffer[] = [];
    for await (const chunk of decodeGzipMembers(file)) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('contentx');
  });
});

describe('a zip', () => {
  const zip = zipOf({ name: 'd/f', body: BIG, deflate: true }, { name: 'd/g', body: 'small' });
  const program = Buffer.from(`#!/bin/sh\n${'# a program that unpacks itself\n'.repeat(3000)}`);
  test.each<[string, string, Buffer]>([
    ['with bytes after its end', 'a.zip', Buffer.concat([zip, junk])],
    ['with 60,000 bytes after its end', 'a.zip', Buffer.concat([zip, Buffer.alloc(60_000, 0x50)])],
    ['after a program, with offsets of its own', 'a.run', Buffer.concat([program, zip])],
    ['after a program, and with bytes after its end', 'a.exe', Buffer.concat([program, zip, junk])],
  ])('%s is unpacked', async (_, name, bytes) => {
    const { fetched, content } = await unpack(name, bytes);
    expect(await fetched).toMatchObject([{ extracted: true }]);
    expect([await content('d/f'), await content('d/g')]).toEqual([BIG, 'small']);
  });

  test.each<[string, Buffer]>([
    ['an end of a zip and no index', Buffer.concat([program, zipOf()])],
    ['an end that names an index elsewhere', Buffer.concat([program, zip.subarray(-22)])],
    ['nothing but text', program],
  ])('a file with %s is left as it is', async (_, bytes) => {
    const { fetched, tree } = await unpack('a.run', bytes);
    expect(await fetched).toMatchObject([{ extracted: false }]);
    expect(await tree()).toEqual([]);
  });
});

test('an lzop file is unpacked by its program, or that is named', async () => {
  const bytes =
    pathOf('lzop') !== undefined
      ? execFileSync('lzop', ['-c'], { input: tar })
      : Buffer.from('894c5a4f000d0a1a0a00', 'hex');
  const { fetched, tree } = await unpack('a.tar.lzo', bytes);
  if (pathOf('lzop') !== undefined) {
    await fetched;
    expect(await tree()).toEqual(['d/', 'd/f']);
  } else
    expect(await rejectionOf(fetched)).toMatchObject({
      code: 'ARCHIVE_UNSUPPORTED',
      message: expect.stringContaining("the program 'lzop'"),
    });
});
