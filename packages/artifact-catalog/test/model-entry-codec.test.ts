import { describe, expect, test } from 'vitest';
import { type ModelEntry, modelEntryCodec } from '../src/index.js';

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
