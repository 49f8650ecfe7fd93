import { describe, expect, test } from 'vitest';
import { readPackAnswer } from '../../../src/git/backends/pack-answer.js';

function packet(payload: string | Buffer): Buffer {
  const bytes = Buffer.from(payload);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
}

const FLUSH = Buffer.from('0000');
const NAK = packet('NAK\n');
const PACK = packet(Buffer.concat([Buffer.from([1]), Buffer.from('PACK…'), Buffer.alloc(60_000, 7)]));

function said(band: number, text: string): Buffer {
  return packet(Buffer.concat([Buffer.from([band]), Buffer.from(text)]));
}

describe('the answer of a server', () => {
  test.each([
    ['whole', [NAK, PACK, PACK, FLUSH], { isWhole: true, words: '', isRefusal: false }],
    ['without its end', [NAK, PACK, PACK], { isWhole: false, words: '', isRefusal: false }],
    ['cut within a packet', [NAK, PACK.subarray(0, 99)], { isWhole: false, words: '', isRefusal: false }],
    ['cut within a length', [NAK, PACK, Buffer.from('00')], { isWhole: false, words: '', isRefusal: false }],
    ['without anything', [], { isWhole: false, words: '', isRefusal: false }],
    [
      'with its progress',
      [NAK, said(2, 'Counting objects: 1\rCounting objects: 2, done.\n'), PACK, FLUSH],
      { isWhole: true, words: 'Counting objects: 2, done.', isRefusal: false },
    ],
    [
      'with a failure',
      [NAK, PACK, said(3, 'aborting due to possible repository corruption on the remote side.\n')],
      {
        isWhole: false,
        words: 'aborting due to possible repository corruption on the remote side.',
        isRefusal: true,
      },
    ],
    [
      'with a refusal',
      [packet('ERR upload-pack: not our ref 0000\n')],
      { isWhole: false, words: 'upload-pack: not our ref 0000', isRefusal: true },
    ],
    [
      'of a server without bands',
      [NAK, Buffer.from('PACK\0\0')],
      { isWhole: true, words: '', isRefusal: false },
    ],
  ])('%s, in pieces of any size', (_, packets, expected) => {
    const bytes = Buffer.concat(packets);
    for (const size of [1, 3, 4096, Number.MAX_SAFE_INTEGER]) {
      const chunks: Buffer[] = [];
      for (let start = 0; start < bytes.length; start += size)
        chunks.push(bytes.subarray(start, start + size));
      expect(readPackAnswer(chunks)).toEqual(expected);
    }
  });

  test('is shown as far as a person reads', () => {
    expect(readPackAnswer([said(2, 'x'.repeat(60_000))]).words.length).toBe(500);
  });
});
