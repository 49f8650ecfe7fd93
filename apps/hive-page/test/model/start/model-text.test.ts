import type { ModelEntry } from 'rbee-hive-daemon/api';
import { expect, it } from 'vitest';
import {
  fitText,
  modelFacts,
  modelReferenceOf,
  parametersText,
  withChoice,
} from '../../../src/model/start/model-text.js';

it.each([
  ['hf:a/b', 'hf:a/b'],
  [' a/b ', 'hf:a/b'],
  ['a/b:Q8_0', 'hf:a/b:Q8_0'],
  ['ollama:llama3.2:1b', 'ollama:llama3.2:1b'],
  ['qwen3', undefined],
  ['qwen 3', undefined],
  ['/etc/passwd', undefined],
  ['https://x.test/m.gguf', undefined],
])('%j is the reference %j', (text, reference) => {
  expect(modelReferenceOf(text)).toBe(reference);
});

it('takes another quantization in place of the one that is named, and keeps the revision', () => {
  expect(withChoice('hf:a/b', 'Q8_0')).toBe('hf:a/b:Q8_0');
  expect(withChoice('hf:a/b:Q4_K_M@main', 'Q8_0')).toBe('hf:a/b:Q8_0@main');
  expect(withChoice('hf:a/b:Q4_K_M', '')).toBe('hf:a/b:Q4_K_M');
});

it('says what is known of a model, and whether it fits', () => {
  const gguf = {
    architecture: 'llama',
    parameters: 8_030_000_000,
    quantization: 'Q4_K_M',
    contextLength: 8_192,
  };
  expect(modelFacts({ format: 'gguf', gguf, size: 4_900_000_000, license: 'mit' } as ModelEntry)).toEqual([
    ...['llama', '8.0 B parameters', 'Q4_K_M', '4.9 GB', 'context 8,192', 'mit'],
  ]);
  expect(modelFacts({ format: 'ggml', size: 10 } as ModelEntry)).toEqual(['ggml', '10 B']);
  expect([parametersText(270_000_000), parametersText(900)]).toEqual(['270 M parameters', '900 parameters']);
  expect(fitText({ verdict: 'no' })).toBe('Does not fit into this machine');
});
