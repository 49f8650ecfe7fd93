import { expect, test } from 'vitest';
import { useCatalog } from '../support.js';

test.each([
  ['', 'INVALID_REFERENCE'],
  ['hf:', 'INVALID_REFERENCE'],
  ['hf:a/b/c', 'INVALID_REFERENCE'],
  ['hf:a/../b', 'INVALID_REFERENCE'],
  ['hf:a/b@../../x', 'INVALID_REFERENCE'],
  ['hf:a/b:../../x.gguf', 'INVALID_REFERENCE'],
  ['hf:a/b\nc', 'INVALID_REFERENCE'],
  ['relative/model.gguf', 'NO_VENDOR'],
  ['ftp://host/x', 'NO_VENDOR'],
])('%j is %s', async (reference, code) => {
  const { catalog } = await useCatalog();
  await expect(catalog.plan(reference)).rejects.toMatchObject({
    code,
    hint: expect.stringContaining('hf:org/repo'),
  });
});
