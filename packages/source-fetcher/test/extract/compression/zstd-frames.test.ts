import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { createFrameScanner } from '../../../src/extract/compression/zstd-frames.js';
import { fetchSources } from '../../../src/index.js';
import { request, useWorkspace } from '../../support/workspace.js';

/** A frame of one stored block for each text, with its size in the header or not; RFC 8878 3.1.1. */
function frameOf(texts: readonly string[], { isSized = true } = {}): Buffer {
  const size = Buffer.byteLength(texts.join(''));
  const head = isSized ? [0x20, size] : [0x00, 0x00];
  const blocks = texts.map((text, index) => {
    const block = Buffer.alloc(3);
    block.writeUIntLE((Buffer.byteLength(text) << 3) | (index === texts.length - 1 ? 1 : 0), 0, 3);
    return Buffer.concat([block, Buffer.from(text)]);
  });
  return Buffer.concat([Buffer.from('28b52ffd', 'hex'), Buffer.from(head), ...blocks]);
}

/** One block of `count` times the same byte. */
function runOf(count: number): Buffer {
  const block = Buffer.alloc(3);
  block.writeUIntLE((count << 3) | (1 << 1) | 1, 0, 3);
  return Buffer.concat([Buffer.from('28b52ffd0000', 'hex'), block, Buffer.from('r')]);
}

const SKIPPABLE = Buffer.concat([Buffer.from('502a4d1804000000', 'hex'), Buffer.from('skip')]);
const FRAMES = [frameOf(['one ', 'two ']), SKIPPABLE, frameOf(['three '], { isSized: false }), runOf(3)];

describe('the frame scanner', () => {
  test.each([1, 2, 3, 7, 1000])('finds every end in pieces of %d bytes', (pieceBytes) => {
    const scanner = createFrameScanner();
    const all = Buffer.concat(FRAMES);
    const ends: number[] = [];
    for (let at = 0; at < all.length; ) {
      const piece = all.subarray(at, at + pieceBytes);
      const end = scanner.frameEnd(piece);
      at += end ?? piece.length;
      if (end !== undefined) ends.push(at);
      expect(scanner.isInside()).toBe(end === undefined);
    }
    let sum = 0;
    expect(ends).toEqual(FRAMES.map(({ length }) => (sum += length)));
  });

  test('counts the checksum and every length of the header', () => {
    for (const [descriptor, rest] of [
      [0x04, 1 + 3 + 4],
      [0x40, 3 + 3],
      [0x83, 9 + 3],
      [0xe1, 9 + 3],
    ] as const) {
      const scanner = createFrameScanner();
      const bytes = Buffer.alloc(5 + rest + 10);
      Buffer.from('28b52ffd', 'hex').copy(bytes);
      bytes[4] = descriptor;
      // The empty block that is the last.
      bytes[5 + rest - 3 - (descriptor === 0x04 ? 4 : 0)] = 1;
      expect(scanner.frameEnd(bytes)).toBe(5 + rest);
    }
  });

  test('refuses what is no frame', () => {
    expect(() => createFrameScanner().frameEnd(Buffer.from('garbage'))).toThrow('it is no zstd frame');
  });
});

describe.each([
  ['with the program, if there is one', process.env.PATH],
  ['without it', '/nonexistent'],
])('a zstd file of several frames, %s', (_, PATH) => {
  test('is decompressed to its end', async () => {
    const workspace = { ...(await useWorkspace()), env: { PATH } };
    await writeFile(path.join(workspace.startDir, 'f.zst'), Buffer.concat(FRAMES));
    await fetchSources([request('f.zst')], workspace);
    expect(await readFile(path.join(workspace.srcDir, 'f'), 'utf8')).toBe('one two three rrr');
  });

  test.each([
    ['cut inside its second frame', Buffer.concat([frameOf(['one']), frameOf(['two']).subarray(0, 10)])],
    ['with other bytes at its end', Buffer.concat([frameOf(['one']), Buffer.from('something else')])],
  ])('%s is damaged', async (_, bytes) => {
    const workspace = { ...(await useWorkspace()), env: { PATH } };
    await writeFile(path.join(workspace.startDir, 'f.zst'), bytes);
    expect(await rejectionOf(fetchSources([request('f.zst')], workspace))).toMatchObject({
      code: 'ARCHIVE_DAMAGED',
    });
  });
});
