import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tinyGguf } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { useCatalog } from '../support.js';

const model = tinyGguf();
const hex = createHash('sha256').update(model).digest('hex');

describe("ollama's store", () => {
  async function useStore(size = model.length) {
    const used = await useCatalog();
    const store = path.join(used.folder, 'ollama');
    const manifests = path.join(store, 'manifests', 'registry.ollama.ai', 'library', 'tiny');
    await mkdir(manifests, { recursive: true });
    await mkdir(path.join(store, 'blobs'));
    await writeFile(path.join(store, 'blobs', `sha256-${hex}`), model);
    const layers = [
      { mediaType: 'application/vnd.ollama.image.template', digest: `sha256:${'a'.repeat(64)}`, size: 5 },
      { mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${hex}`, size },
    ];
    await writeFile(path.join(manifests, 'latest'), JSON.stringify({ schemaVersion: 2, layers }));
    return { ...(await useCatalog({ ollamaFolders: [path.join(used.folder, 'none'), store] })), store };
  }

  test('is referenced, with the digest that it is named by', async () => {
    const { catalog, call, store } = await useStore();
    const entry = await catalog.provisionAndAdd('ollama:tiny', call);
    expect(entry).toMatchObject({
      id: 'ollama:tiny:latest',
      path: path.join(store, 'blobs', `sha256-${hex}`),
      storage: 'reference',
      modelType: 'llama',
    });
    expect(await catalog.verify(entry.id)).toStrictEqual({ id: entry.id, verdict: 'intact' });
    await writeFile(entry.path, Buffer.alloc(model.length));
    expect(await catalog.verify(entry.id)).toMatchObject({ differences: [{ kind: 'content' }] });
  });

  test('can be copied, under a name that engines know', async () => {
    const { catalog, call } = await useStore();
    const entry = await catalog.provisionAndAdd('ollama:tiny', { ...call, storage: 'copy' });
    expect([entry.storage, path.basename(entry.path)]).toStrictEqual(['owned', 'model.gguf']);
  });

  test.each([
    ['ollama:none', 'MODEL_NOT_FOUND'],
    ['ollama:../../etc', 'INVALID_REFERENCE'],
    ['ollama:a:b:c', 'INVALID_REFERENCE'],
  ])('%s is %s', async (reference, code) => {
    const { catalog } = await useStore();
    await expect(catalog.plan(reference)).rejects.toMatchObject({ code });
  });

  test('a file that is not complete is refused', async () => {
    const { catalog } = await useStore(model.length + 1);
    await expect(catalog.plan('ollama:tiny')).rejects.toMatchObject({ code: 'INVALID_MODEL' });
  });
});
