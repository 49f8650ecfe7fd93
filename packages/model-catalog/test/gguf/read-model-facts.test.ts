import { rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gguf } from '@huggingface/gguf';
import {
  type GgufValue,
  rejectionOf,
  tinyGguf,
  tinyGgufContent,
  useTempDir,
  writeGguf,
} from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { readModelFacts } from '../../src/index.js';

async function fileOf(bytes: Uint8Array, name = 'model.gguf'): Promise<string> {
  const file = path.join(await useTempDir(), name);
  await writeFile(file, bytes);
  return file;
}

const text = (value: string): GgufValue => ({ type: 'string', value });
const u32 = (value: number): GgufValue => ({ type: 'u32', value });

describe('readModelFacts', () => {
  test('reads what a file says of its model', async () => {
    const bytes = tinyGguf({ name: 'Tiny', layers: 2, contextLength: 512 });
    const facts = await readModelFacts(await fileOf(bytes));
    expect(facts).toStrictEqual({
      format: 'gguf',
      architecture: 'llama',
      name: 'Tiny',
      type: 'model',
      parameters: 2 * 64 * 259 + 64 + 2 * (2 * 64 + 4 * 64 * 64 + 3 * 64 * 32),
      quantization: 'F32',
      contextLength: 512,
      embeddingLength: 64,
      heads: 4,
      keyLength: 16,
      valueLength: 16,
      vocabularySize: 259,
      experts: undefined,
      pooling: false,
      chatTemplate: '{% for message in messages %}{{ message.content }}{% endfor %}',
      layers: Array.from({ length: 2 }, () => ({
        weightBytes: 4 * (2 * 64 + 4 * 64 * 64 + 3 * 64 * 32),
        kvHeads: 4,
        stateBytes: 0,
      })),
      inputBytes: 4 * 64 * 259,
      outputBytes: 4 * (64 * 259 + 64),
      tiedOutputBytes: 0,
      fileBytes: bytes.length,
      fileCount: 1,
    });
  });

  test("agrees with Hugging Face's own reader", async () => {
    const file = await fileOf(tinyGguf({ layers: 3, metadata: { 'llama.attention.head_count_kv': u32(2) } }));
    const facts = await readModelFacts(file);
    const judge = await gguf(file, { allowLocalFile: true, computeParametersCount: true });
    const metadata = judge.metadata as Record<string, unknown>;
    expect(facts.parameters).toBe(judge.parameterCount);
    expect(facts.architecture).toBe(metadata['general.architecture']);
    expect(facts.contextLength).toBe(metadata['llama.context_length']);
    expect(facts.layers).toHaveLength(Number(metadata['llama.block_count']));
    expect(facts.layers[0]?.kvHeads).toBe(metadata['llama.attention.head_count_kv']);
    expect(facts.chatTemplate).toBe(metadata['tokenizer.chat_template']);
  });

  test('a model that is split is read from all its parts, whichever is named', async () => {
    const folder = await useTempDir();
    const content = tinyGgufContent({ layers: 2 });
    const { tensors } = content;
    const parts = [tensors.slice(0, 5), tensors.slice(5)];
    for (const [index, own] of parts.entries()) {
      const metadata = index === 0 ? content.metadata : { 'split.no': u32(1) };
      const name = `big-0000${index + 1}-of-00002.gguf`;
      await writeFile(path.join(folder, name), writeGguf({ metadata, tensors: own }));
    }
    const whole = await readModelFacts(await fileOf(writeGguf(content)));
    for (const name of ['big-00001-of-00002.gguf', 'big-00002-of-00002.gguf']) {
      const facts = await readModelFacts(path.join(folder, name));
      expect({ ...facts, fileBytes: 0 }).toStrictEqual({ ...whole, fileBytes: 0, fileCount: 2 });
    }
  });

  test('heads and windows may differ from layer to layer', async () => {
    const content = tinyGgufContent({ layers: 3 });
    const metadata = {
      ...content.metadata,
      'general.architecture': text('gemma3'),
      'gemma3.block_count': u32(12),
      'gemma3.embedding_length': u32(64),
      'gemma3.attention.head_count': u32(4),
      'gemma3.attention.head_count_kv': { type: 'u32[]', value: [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] },
      'gemma3.attention.key_length': u32(256),
      'gemma3.attention.sliding_window': u32(1024),
    } as const;
    const facts = await readModelFacts(await fileOf(writeGguf({ ...content, metadata })));
    expect(facts.layers.slice(0, 2).map(({ kvHeads }) => kvHeads)).toStrictEqual([1, 2]);
    expect(facts.layers.map(({ slidingWindow }) => slidingWindow !== undefined)).toStrictEqual([
      ...Array.from({ length: 5 }, () => true),
      false,
      ...Array.from({ length: 5 }, () => true),
      false,
    ]);
    expect([facts.keyLength, facts.valueLength]).toStrictEqual([256, 16]);
  });

  test('a layer without heads keeps a state of its own', async () => {
    const metadata = {
      'general.architecture': text('mamba'),
      'mamba.block_count': u32(2),
      'mamba.embedding_length': u32(768),
      'mamba.attention.head_count': u32(0),
      'mamba.ssm.conv_kernel': u32(4),
      'mamba.ssm.inner_size': u32(1536),
      'mamba.ssm.state_size': u32(16),
    };
    const facts = await readModelFacts(await fileOf(writeGguf({ metadata, tensors: [] })));
    const state = 4 * (3 * 1536 + 16 * 1536);
    expect(facts.layers).toStrictEqual(
      Array.from({ length: 2 }, () => ({ weightBytes: 0, kvHeads: 0, stateBytes: state })),
    );
  });

  test('an output that shares the embeddings is told apart from one of its own', async () => {
    const content = tinyGgufContent();
    const tensors = content.tensors.filter(({ name }) => name !== 'output.weight');
    const facts = await readModelFacts(await fileOf(writeGguf({ ...content, tensors })));
    expect([facts.tiedOutputBytes, facts.outputBytes]).toStrictEqual([4 * 64 * 259, 4 * 64]);
  });

  test('tensors of a type that is not known take what is there of them', async () => {
    const data = Buffer.alloc(96);
    const tensors = [
      { name: 'blk.0.a', dimensions: [10], type: 250, data },
      { name: 'blk.0.b', dimensions: [10], type: 251, data: data.subarray(0, 64) },
    ];
    const metadata = { 'general.architecture': text('new'), 'new.block_count': u32(1) };
    const facts = await readModelFacts(await fileOf(writeGguf({ metadata, tensors })));
    expect(facts.layers[0]?.weightBytes).toBe(160);
    expect(facts.quantization).toBe('type 250');
  });

  test('is cancelled with the reason of its signal', async () => {
    const reason = new Error('enough');
    const file = await fileOf(tinyGguf());
    expect(await rejectionOf(readModelFacts(file, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  });

  test('a link in the place of the file is not followed', async () => {
    const file = await fileOf(tinyGguf(), 'real.gguf');
    const link = path.join(path.dirname(file), 'model.gguf');
    await symlink(file, link);
    await expect(readModelFacts(link)).rejects.toMatchObject({ code: 'ELOOP' });
    await rename(file, link);
    expect((await readModelFacts(link)).architecture).toBe('llama');
  });
});
