import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startFileServer, tinyGguf } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { useCatalog } from '../support.js';

const model = tinyGguf();
const hex = createHash('sha256').update(model).digest('hex');

describe('a URL', () => {
  test('needs a digest, as an option or behind it, and is what that says', async () => {
    const { catalog, call } = await useCatalog();
    const server = await startFileServer({ '/m/tiny.gguf': model });
    const url = `${server.url}/m/tiny.gguf?token=secret`;
    await expect(catalog.plan(url)).rejects.toMatchObject({
      code: 'DIGEST_REQUIRED',
      message: expect.not.stringContaining('secret'),
    });
    const entry = await catalog.provisionAndAdd(`${server.url}/m/tiny.gguf#sha256=${hex}`, call);
    expect(entry).toMatchObject({
      id: 'tiny.gguf',
      vendor: 'url',
      size: model.length,
      source: `${server.url}/m/tiny.gguf`,
    });
    const digest = { algorithm: 'sha256', hex: '0'.repeat(64) } as const;
    await expect(catalog.provisionAndAdd(url, { ...call, id: 'other', digest })).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
  });

  test('a credential in it goes into no record', async () => {
    const { catalog, call } = await useCatalog();
    const server = await startFileServer({ '/tiny.gguf': model });
    const entry = await catalog.provisionAndAdd(
      `${server.url}/tiny.gguf?token=hf_secret#sha256=${hex}`,
      call,
    );
    const record = await readFile(path.join(path.dirname(entry.path), 'metadata.json'), 'utf8');
    expect(record).not.toContain('hf_secret');
  });
});
