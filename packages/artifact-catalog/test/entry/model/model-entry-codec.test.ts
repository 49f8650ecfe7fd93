import { describe, expect, test } from 'vitest';
import { type ModelEntry, modelEntryCodec } from '../../../src/index.js';

const model: ModelEntry = {
  id: 'meta-llama/Llama-2-7b',
  name: 'Llama 2 7B',
  path: '/models/x/model.gguf',
  size: 5,
  status: 'Downloading',
  addedAt: '2025-10-23T18:30:00.123456789Z',
};
const onDisk = {
  id: 'meta-llama/Llama-2-7b',
  name: 'Llama 2 7B',
  path: '/models/x/model.gguf',
  size: 5,
  status: 'Downloading',
  added_at: '2025-10-23T18:30:00.123456789Z',
};

describe('modelEntryCodec', () => {
  test('writes the fixed form in the fixed order and reads it back', () => {
    expect(JSON.stringify(modelEntryCodec.encode(model))).toBe(JSON.stringify(onDisk));
    expect(modelEntryCodec.decode(onDisk)).toStrictEqual(model);
  });

  test('keeps all that is known of a model, with its files and what its GGUF says', () => {
    const full: ModelEntry = {
      ...model,
      author: 'meta-llama',
      source: 'https://huggingface.co/meta-llama/Llama-2-7b',
      modelType: 'llama',
      config: { context: 4096, nested: { keptAsItIs: true } },
      format: 'gguf',
      vendor: 'huggingface',
      requested: 'hf:meta-llama/Llama-2-7b',
      commit: 'a'.repeat(40),
      license: 'llama2',
      storage: 'reference',
      mmproj: '/models/x/mmproj.gguf',
      files: [
        {
          path: 'model.gguf',
          size: 5,
          role: 'weights',
          digest: `sha256:${'0'.repeat(64)}`,
          modifiedAt: '2025-10-23T18:30:00Z',
        },
        { path: 'LICENSE', size: 0, role: 'other' },
      ],
      gguf: {
        architecture: 'llama',
        parameters: 7e9,
        quantization: 'Q4_K_M',
        contextLength: 4096,
        layers: 32,
        embeddingLength: 4096,
        vocabularySize: 32_000,
        experts: 0,
        hasChatTemplate: true,
      },
    };
    const stored = modelEntryCodec.encode(full);
    expect(modelEntryCodec.decode(JSON.parse(JSON.stringify(stored)))).toStrictEqual(full);
    expect(Object.keys(stored).filter((key) => /[A-Z]/.test(key))).toStrictEqual([]);
    expect(modelEntryCodec.decode(JSON.parse(JSON.stringify(full)))).toStrictEqual(full);
  });

  test('a role of a later version is read as another file, and a size that is none is named', () => {
    const files = [{ path: 'x', size: 1, role: 'hologram' }];
    expect(modelEntryCodec.decode({ ...onDisk, files }).files?.[0]?.role).toBe('other');
    expect(() => modelEntryCodec.decode({ ...onDisk, files: [{ ...files[0], size: -1 }] })).toThrow(
      expect.objectContaining({
        code: 'INVALID_METADATA',
        message: expect.stringMatching(/^artifact\.files\[0\]\.size:/),
      }),
    );
  });

  test('reads the later spellings', () => {
    expect(modelEntryCodec.decode({ ...model, status: 'downloading' })).toStrictEqual(model);
  });

  test('names the bad field', () => {
    expect(() => modelEntryCodec.decode({ ...onDisk, name: null })).toThrow(
      expect.objectContaining({
        code: 'INVALID_METADATA',
        message: 'artifact.name: Invalid input: expected string, received null',
      }),
    );
  });
});
