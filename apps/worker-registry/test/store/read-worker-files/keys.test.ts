import path from 'node:path';
import { createHttpRegistry } from '@rbee/worker-provisioner';
import { listTree, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { addWorker } from '../../../src/author/add-worker.js';
import { formatFinding } from '../../../src/check/findings.js';
import { createRegistryApp, openFolderStore } from '../../../src/index.js';
import { findingsOf } from '../../findings-of.js';
import { tinyRecipe, workerFiles, writeWorker } from '../../worker-folder.js';

const FINGERPRINT = 'A'.repeat(40);
const OTHER = 'B'.repeat(40);
const KEY = `keys/pgp/${FINGERPRINT}.asc`;

/** A worker's files, with a recipe that names a key. */
function signedFiles(version = '1.2.3'): Record<string, string> {
  const files = workerFiles('tiny', version);
  return {
    ...files,
    PKGBUILD: `${files.PKGBUILD}validpgpkeys=(${FINGERPRINT})\n`,
    [KEY]: `key of ${version}`,
  };
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString();
}

test('the keys of a worker, and of each of its versions, are served by their fingerprints', async () => {
  const root = await useTempDir();
  await writeWorker(root, 'tiny', signedFiles());
  await writeWorker(root, 'tiny/versions/1.1', signedFiles('1.1'));
  const store = await openFolderStore(root);
  const app = createRegistryApp({ store, version: '1' });
  const get = async (file: string) => {
    const answer = await app.fetch(new Request(`http://registry.invalid/workers/tiny/${file}`));
    return answer.status === 200 ? answer.text() : answer.status;
  };
  expect(await get(`files/${FINGERPRINT}.asc`)).toBe('key of 1.2.3');
  expect(await get(`versions/1.1/files/${FINGERPRINT}.asc`)).toBe('key of 1.1');
  expect(await get(`files/${OTHER}.asc`)).toBe(404);
  expect(await get(`files/${encodeURIComponent(KEY)}`)).toBe(400);
  const client = createHttpRegistry({
    url: 'http://registry.invalid',
    inProcess: true,
    fetch: async (input, init) => app.fetch(new Request(input, init)),
  });
  const [worker] = await client.find('tiny');
  expect(textOf(await client.key?.(worker, FINGERPRINT))).toBe('key of 1.2.3');
  expect(await client.key?.(worker, OTHER)).toBeUndefined();
});

test('a file among the keys that is not called by a fingerprint is refused', async () => {
  const root = await useTempDir();
  await writeWorker(root, 'tiny', { ...signedFiles(), 'keys/pgp/me.asc': 'key' });
  const [refused] = (await openFolderStore(root)).refused();
  expect(refused?.findings.map(formatFinding)).toEqual([
    expect.stringMatching(/^tiny\/keys\/pgp\/me\.asc: its name is not that of a key/),
  ]);
});

test('a key that is missing, and one that the recipe does not name, are warned of', () => {
  const recipe = `${tinyRecipe}validpgpkeys=(${FINGERPRINT})\n`;
  expect(findingsOf({}, recipe, { [KEY]: 'key' })).toEqual([]);
  expect(findingsOf({}, recipe, { [`keys/pgp/${OTHER}.asc`]: 'key' })).toEqual([
    expect.stringMatching(new RegExp(`^warning SOURCE .*"validpgpkeys".*${KEY}`)),
    expect.stringMatching(new RegExp(`^warning FILE .*${OTHER}.*does not name it`)),
  ]);
});

test('a worker is added with its keys, and they stay with its version', async () => {
  const workers = path.join(await useTempDir(), 'workers');
  for (const version of ['1.1', '1.2.3']) {
    const aside = await useTempDir();
    await writeWorker(aside, 'tiny', signedFiles(version));
    await addWorker(path.join(aside, 'tiny'), { workers });
  }
  expect((await listTree(workers)).filter((file) => file.endsWith('.asc'))).toEqual([
    `tiny/${KEY}`,
    `tiny/versions/1.1/${KEY}`,
  ]);
});
