import { expect, test } from 'vitest';
import { decodeFrame, encodeFrame } from '../../src/talk/frame.js';

test('a frame comes back as it was; what is none is none', () => {
  const frame = { kind: 'data', seq: 70_000, content: Buffer.from('abc') } as const;
  expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
  expect(decodeFrame(Buffer.alloc(4))).toBeUndefined();
  expect(decodeFrame(Buffer.from([200, 0, 0, 0, 0]))).toBeUndefined();
});
