import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { tinyGguf, tinyGgufContent, writeGguf } from '@rbee-internal/test-kit';
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
