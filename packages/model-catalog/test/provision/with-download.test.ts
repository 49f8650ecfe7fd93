import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { vendorContract } from '@rbee/artifact-catalog/testing';
import { startFakeHub, tinyGguf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { ModelCatalog, type ModelVendor } from '../../src/index.js';
import { quick, useCatalog, useHub } from '../support.js';

const model = tinyGguf();

function named(catalog: ModelCatalog, name: string): ModelVendor {
  const vendor = catalog.vendors.find((candidate) => candidate.name === name);
  if (vendor === undefined) throw new Error(`no vendor ${name}`);
  return vendor;
}

const hubContract = vendorContract({
  supportedId: 'hf:org/tiny',
  unsupportedId: 'nothing',
  async makeVendor() {
    const hub = await startFakeHub({ repositories: { 'org/tiny': { files: { 'tiny.gguf': model } } } });
    const root = await useTempDir();
    const downloads = { retry: quick };
    return named(
      await ModelCatalog.open({ root, huggingFace: { endpoint: hub.url }, downloads }),
      'huggingface',
    );
  },
});

describe('the vendor of a hub', () => {
  test.each(hubContract)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('a vendor alone', () => {
  test('puts a model of one file at the destination, and one of several into a folder', async () => {
    const files = { 'tiny.gguf': model, 'mmproj-tiny.gguf': model };
    const { catalog, folder } = await useHub({ repositories: { 'org/two': { files } } });
    const bytes = await named(catalog, 'huggingface').download('hf:org/two', path.join(folder, 'two'), {
      jobId: '1',
    });
    expect(bytes).toBe(2 * model.length);
    expect((await readdir(path.join(folder, 'two'))).sort()).toStrictEqual(['mmproj-tiny.gguf', 'tiny.gguf']);
    const local = path.join(folder, 'local.gguf');
    await writeFile(local, model);
    await named(catalog, 'local').download(local, path.join(folder, 'copy.gguf'), { jobId: '2' });
    expect((await readFile(path.join(folder, 'copy.gguf'))).equals(model)).toBe(true);
    expect((await readdir(folder)).sort()).toStrictEqual(['copy.gguf', 'local.gguf', 'models', 'two']);
  });

  test('of your own is asked first', async () => {
    const { folder } = await useCatalog();
    const file = path.join(folder, 'own.gguf');
    await writeFile(file, model);
    const own: ModelVendor = {
      name: 'own',
      supports: (reference) => reference.startsWith('hf:mine/'),
      download: () => Promise.reject(new Error('not asked for')),
      resolve: async () => ({
        ...{ id: 'mine', name: 'Mine', source: 'here', format: 'gguf', choices: [] },
        files: [
          {
            name: 'own.gguf',
            role: 'weights',
            size: model.length,
            digest: undefined,
            origin: { type: 'path', path: file },
          },
        ],
      }),
    };
    const { catalog, call } = await useCatalog({ vendors: [own] });
    expect(await catalog.provisionAndAdd('hf:mine/x', call)).toMatchObject({ id: 'mine', vendor: 'own' });
    expect(catalog.vendors[0]?.name).toBe('own');
  });
});
