import { expect, it } from 'vitest';
import { wavOf } from '../../../src/model/talk/wav.js';

it('writes one channel of 16 bits that says how long and how fast it is', () => {
  const file = Buffer.from(wavOf(new Float32Array([0, 1, -1, 2]), 16_000));
  expect(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
  expect([file.readUInt32LE(4), file.readUInt16LE(22), file.readUInt32LE(24)]).toEqual([44, 1, 16_000]);
  expect([file.readUInt32LE(28), file.readUInt16LE(34), file.readUInt32LE(40)]).toEqual([32_000, 16, 8]);
  expect([44, 46, 48, 50].map((at) => file.readInt16LE(at))).toEqual([0, 32_767, -32_767, 32_767]);
});
