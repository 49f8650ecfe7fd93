import { expect, test } from 'vitest';
import { nearest } from '../../src/suggest/nearest.js';

const NAMES = ['echo-worker-cpu', 'llama-cpp', 'whisper-cpp'];

test.each([
  ['echo-worker-cup', 'echo-worker-cpu'],
  ['lama-cpp', 'llama-cpp'],
  ['Whisper-CPP', 'whisper-cpp'],
  ['wisper-cp', 'whisper-cpp'],
  ['vllm', undefined],
  ['', undefined],
  ['x'.repeat(100_000), undefined],
])('%j is near %j', (name, expected) => {
  expect(nearest(name, NAMES)).toBe(expected);
});
