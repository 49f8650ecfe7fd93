import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type GgufValue, rejectionOf, tinyGguf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { readChatTemplate } from '../../src/index.js';

async function fileOf(metadata: Readonly<Record<string, GgufValue>> = {}): Promise<string> {
  const file = path.join(await useTempDir(), 'model.gguf');
  await writeFile(file, tinyGguf({ metadata }));
  return file;
}

const u32 = (value: number): GgufValue => ({ type: 'u32', value });

describe('readChatTemplate', () => {
  test('reads the template with the texts of the tokens that it names', async () => {
    expect(await readChatTemplate(await fileOf())).toStrictEqual({
      text: '{% for message in messages %}{{ message.content }}{% endfor %}',
      bosToken: '<s>',
      eosToken: '</s>',
      addsBos: false,
    });
  });

  test.each([
    ['the last one', 2 + 256, '<0xFF>'],
    ['one that does not exist', 259, undefined],
    ['a number that is none', 4_294_967_295, undefined],
  ])('%s', async (_name, id, expected) => {
    const file = await fileOf({ 'tokenizer.ggml.eos_token_id': u32(id) });
    expect((await readChatTemplate(file)).eosToken).toBe(expected);
  });

  test('a tokenizer that adds its first token says so, or is known to', async () => {
    const said = await fileOf({ 'tokenizer.ggml.add_bos_token': { type: 'bool', value: true } });
    expect((await readChatTemplate(said)).addsBos).toBe(true);
    const unsaid = await fileOf({ 'tokenizer.ggml.add_bos_token': { type: 'string', value: '?' } });
    expect((await readChatTemplate(unsaid)).addsBos).toBe(true);
  });

  test('what is not a GGUF file is refused, and a cancelled reading rejects with its reason', async () => {
    const file = path.join(await useTempDir(), 'model.gguf');
    await writeFile(file, 'x');
    expect(await rejectionOf(readChatTemplate(file))).toMatchObject({ code: 'INVALID_MODEL' });
    const reason = new Error('enough');
    expect(await rejectionOf(readChatTemplate(file, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  });
});
