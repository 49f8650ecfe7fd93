import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startFileServer, tinyGguf, tinyGgufContent, writeGguf } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { useCatalog } from '../support.js';

const model = tinyGguf();
const hex = createHash('sha256').update(model).digest('hex');

async function useFile(name = 'tiny.gguf', bytes: Uint8Array = model) {
  const used = await useCatalog();
  const file = path.join(used.folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, bytes);
  return { ...used, file };
}

describe('a file of this machine', () => {
  test('is copied, hashed and described', async () => {
    const { catalog, call, file } = await useFile();
    const entry = await catalog.provisionAndAdd(file, call);
    expect(entry).toMatchObject({
      id: 'tiny.gguf',
      vendor: 'local',
      source: file,
      storage: 'owned',
      modelType: 'llama',
    });
    expect(entry.files?.[0]?.digest).toBe(`sha256:${hex}`);
    expect((await readFile(entry.path)).equals(model)).toBe(true);
    expect((await stat(entry.path)).ino).not.toBe((await stat(file)).ino);
    expect(await catalog.provisionAndAdd(pathToFileURL(file).href, call)).toMatchObject({ id: 'tiny.gguf' });
    expect(await catalog.count()).toBe(1);
  });

  test('is referenced where it is, and stays when the model is removed', async () => {
    const { catalog, call, file, root } = await useFile();
    const entry = await catalog.provisionAndAdd(file, { ...call, storage: 'reference' });
    expect(entry).toMatchObject({ path: file, storage: 'reference', modelType: 'llama' });
    expect(await catalog.get(entry.id)).toStrictEqual(entry);
    expect(await catalog.verify(entry.id)).toStrictEqual({ id: 'tiny.gguf', verdict: 'unproven' });
    expect(await readdir(path.join(root, 'tiny.gguf'))).toStrictEqual(['metadata.json']);
    await writeFile(file, model);
    expect(await catalog.verify(entry.id)).toMatchObject({ differences: [{ file, kind: 'changed-since' }] });
    await catalog.remove(entry.id);
    expect((await readFile(file)).equals(model)).toBe(true);
  });

  test('shares its blocks where the file system can, else that is refused', async () => {
    const { catalog, call, file } = await useFile();
    const outcome = await catalog
      .provisionAndAdd(file, { ...call, storage: 'reflink' })
      .catch((error: unknown) => error);
    const isShared = !(outcome instanceof Error);
    expect(outcome).toMatchObject(
      isShared
        ? { id: 'tiny.gguf' }
        : { code: 'IO', message: expect.stringContaining('cannot share blocks') },
    );
  });

  test('of a model in parts comes with the other parts, and a part that is missing is named', async () => {
    const content = tinyGgufContent();
    const part = (bytes: typeof content.tensors) => writeGguf({ ...content, tensors: bytes });
    const { catalog, call, file, folder } = await useFile(
      'x-00001-of-00002.gguf',
      part(content.tensors.slice(0, 3)),
    );
    await expect(catalog.provisionAndAdd(file, call)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining('x-00002-of-00002.gguf'),
    });
    await writeFile(path.join(folder, 'x-00002-of-00002.gguf'), part(content.tensors.slice(3)));
    expect((await catalog.provisionAndAdd(file, call)).files).toHaveLength(2);
  });

  test('a folder is what a repository of its files would be', async () => {
    const { catalog, call, file } = await useFile('folder/tiny-Q8_0.gguf');
    await writeFile(path.join(path.dirname(file), 'README.md'), '#');
    const entry = await catalog.provisionAndAdd(path.dirname(file), { ...call, id: 'mine' });
    expect(entry).toMatchObject({ id: 'mine', name: 'folder', format: 'gguf' });
    expect(entry.files?.map(({ path: name }) => name)).toStrictEqual(['tiny-Q8_0.gguf']);
  });

  test('another file of the same name wants an id of its own', async () => {
    const { catalog, call, file, folder } = await useFile();
    const other = path.join(folder, 'other', 'tiny.gguf');
    await mkdir(path.dirname(other));
    await writeFile(other, tinyGguf({ layers: 2 }));
    await catalog.provisionAndAdd(file, call);
    await expect(catalog.provisionAndAdd(other, call)).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      message: expect.stringContaining('already exists'),
    });
    expect(await catalog.provisionAndAdd(other, { ...call, id: 'second' })).toMatchObject({ id: 'second' });
  });

  test('a damaged file is refused and leaves nothing', async () => {
    const { catalog, call, file, root } = await useFile('bad.gguf', model.subarray(0, 1000));
    await expect(catalog.provisionAndAdd(file, call)).rejects.toMatchObject({ code: 'INVALID_MODEL' });
    expect(await readdir(path.join(root, '@staging'))).toStrictEqual([]);
    expect(await catalog.count()).toBe(0);
  });

  test.each([
    ['nothing', 'MODEL_NOT_FOUND'],
    ['empty', 'NO_WEIGHTS'],
  ])('%s is %s', async (name, code) => {
    const { catalog, folder } = await useCatalog();
    await mkdir(path.join(folder, 'empty'));
    await expect(catalog.plan(path.join(folder, name))).rejects.toMatchObject({ code });
  });
});

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

test("LM Studio's folder is referenced, links in it included", async () => {
  const { folder } = await useCatalog();
  const store = path.join(folder, 'lm');
  await mkdir(path.join(store, 'pub', 'tiny'), { recursive: true });
  await writeFile(path.join(folder, 'blob'), model);
  const link = path.join(store, 'pub', 'tiny', 'tiny-Q4_K_M.gguf');
  await symlink(path.join(folder, 'blob'), link);
  const { catalog, call } = await useCatalog({ lmStudioFolders: [store] });
  const entry = await catalog.provisionAndAdd('lmstudio:pub/tiny', call);
  expect(entry).toMatchObject({
    id: 'lmstudio:pub/tiny:Q4_K_M',
    path: link,
    storage: 'reference',
    author: 'pub',
  });
  expect((await catalog.facts(entry)).architecture).toBe('llama');
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  await expect(catalog.plan('lmstudio:pub/tiny:Q8_0')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await expect(catalog.plan('lmstudio:pub/none')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
});

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
