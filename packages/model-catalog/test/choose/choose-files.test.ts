import { describe, expect, test } from 'vitest';
import { chooseFiles, offersOf } from '../../src/choose/choose-files.js';

const files = (...names: string[]) => names.map((name) => ({ name, size: 1 }));

function chosen(names: string[], tag?: string) {
  const choice = chooseFiles(files(...names), tag);
  if (choice.found === 'gguf') return [...choice.offer.files, choice.projector].map((file) => file?.name);
  return choice.found === 'safetensors' ? choice.files.map(({ name }) => name) : choice.found;
}

describe('chooseFiles', () => {
  test.each([
    [['a-Q8_0.gguf', 'a-Q4_K_M.gguf'], undefined, ['a-Q4_K_M.gguf', undefined]],
    [['a-Q8_0.gguf', 'a-F16.gguf'], undefined, ['a-Q8_0.gguf', undefined]],
    [['b-IQ2_XXS.gguf', 'a-F16.gguf'], undefined, ['a-F16.gguf', undefined]],
    [['a-UD-Q4_K_XL.gguf', 'a-Q4_K_M.gguf'], 'UD-Q4_K_XL', ['a-UD-Q4_K_XL.gguf', undefined]],
    [['a-Q4_K_M.gguf', 'a-Q4_K_S.gguf'], 'q4_k_s', ['a-Q4_K_S.gguf', undefined]],
    [['a-it.gguf', 'b-it.gguf'], 'b', ['b-it.gguf', undefined]],
    [['Q8_0/a.gguf', 'Q4_0/a.gguf'], 'Q4_0', ['Q4_0/a.gguf', undefined]],
    [
      ['imatrix.gguf', 'mtp-a-Q4_K_M.gguf', 'eagle3-a.gguf', 'a-Q5_0.gguf'],
      undefined,
      ['a-Q5_0.gguf', undefined],
    ],
    [['a-Q4_K_M.gguf'], 'Q4_K', 'no-such-file'],
    [['README.md'], undefined, 'no-weights'],
    [['ggml-tiny.en.bin'], undefined, 'ggml'],
  ])('of %j with the tag %j: %j', (names, tag, expected) => {
    expect(chosen(names, tag)).toStrictEqual(expected);
  });

  test('the projector is that of the nearest folder, then of about as many bits', () => {
    const top = ['a-Q4_K_M.gguf', 'mmproj-F32.gguf', 'mmproj-Q8_0.gguf', 'other/mmproj-Q4_0.gguf'];
    expect(chosen(top)).toStrictEqual(['a-Q4_K_M.gguf', 'mmproj-Q8_0.gguf']);
    const below = ['x/a-Q4_K_M.gguf', 'x/mmproj-F32.gguf', 'mmproj-Q4_0.gguf'];
    expect(chosen(below)).toStrictEqual(['x/a-Q4_K_M.gguf', 'x/mmproj-F32.gguf']);
  });

  test('all parts of a model in parts, and none where one is missing', () => {
    const part = (number: number) => `a-Q4_K_M-0000${number}-of-00003.gguf`;
    expect(chosen([part(3), part(1), part(2)])).toStrictEqual([part(1), part(2), part(3), undefined]);
    expect(chosen([part(1), part(2), 'b-Q2_K.gguf'])).toStrictEqual(['b-Q2_K.gguf', undefined]);
  });

  test('safetensors of the top folder with what they need', () => {
    const names = [
      'model.safetensors',
      'config.json',
      'tokenizer.model',
      'x/y.safetensors',
      'pytorch_model.bin',
      'a.py',
    ];
    expect(chosen(names)).toStrictEqual(['model.safetensors', 'config.json', 'tokenizer.model']);
  });
});

test('an offer goes by its quantization, else by its file', () => {
  const labels = offersOf(files('a-Q4_K_M.gguf', 'plain.gguf', 'GPTQ4_0x.gguf', 'fp16/x.gguf')).map(
    ({ label }) => label,
  );
  expect(labels).toStrictEqual(['GPTQ4_0x.gguf', 'Q4_K_M', 'FP16', 'plain.gguf']);
});
