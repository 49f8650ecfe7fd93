import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tinyGguf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { readChatTemplate } from '../../../src/gateway/templates/read-chat-template.js';

const TEMPLATE = '{% for message in messages %}{{ message.content }}{% endfor %}';

async function model(name: string, content: Uint8Array) {
  const file = path.join(await useTempDir(), name);
  await writeFile(file, content);
  return file;
}

test('reads the template of a GGUF file, also through a link', async () => {
  const metadata = { 'tokenizer.chat_template': { type: 'string', value: TEMPLATE } } as const;
  const file = await model('model.GGUF', tinyGguf({ metadata }));
  expect(await readChatTemplate(file)).toMatchObject({ text: TEMPLATE, bosToken: '<s>', eosToken: '</s>' });
  const link = path.join(path.dirname(file), 'link.gguf');
  await symlink(file, link);
  expect((await readChatTemplate(link))?.text).toBe(TEMPLATE);
});

test('finds none in a model of another form', async () => {
  expect(await readChatTemplate(await model('model.safetensors', Buffer.from('x')))).toBeUndefined();
});

test('rejects what is not a GGUF file', async () => {
  await expect(readChatTemplate(await model('model.gguf', Buffer.from('x')))).rejects.toThrow();
});
