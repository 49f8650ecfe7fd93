import { expect, test } from 'vitest';
import { rejectionOf } from '../src/index.js';

test('rejectionOf fails on a fulfilled promise', async () => {
  expect(await rejectionOf(Promise.reject('why'))).toBe('why');
  await expect(rejectionOf(Promise.resolve(1))).rejects.toThrow('Expected a rejection');
});
