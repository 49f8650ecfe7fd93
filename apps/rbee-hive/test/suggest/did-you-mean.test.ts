import { expect, test } from 'vitest';
import { didYouMean } from '../../src/suggest/did-you-mean.js';

const NAMES = ['echo-worker-cpu', 'llama-cpp-cpu', 'llama-cpp-cuda', 'whisper-cpp'];

test.each([
  ['ehco-worker-cpu', ['echo-worker-cpu']],
  ['llama-cpp', ['llama-cpp-cpu', 'llama-cpp-cuda']],
  ['wisper-cpp', ['whisper-cpp']],
  ['nothing-like-it', []],
  ['x'.repeat(100_000), []],
])('%s', (word, meant) => {
  expect(didYouMean(word, NAMES)).toEqual(meant);
});
