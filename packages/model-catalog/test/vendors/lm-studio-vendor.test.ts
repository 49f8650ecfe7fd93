import { lstat, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tinyGguf } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { useCatalog } from '../support.js';

const model = tinyGguf();

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
