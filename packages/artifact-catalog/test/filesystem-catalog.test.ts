import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { FilesystemCatalog, type ModelEntry, modelEntryCodec, workerBinaryCodec } from '../src/index.js';
import {
  openModels,
  openWorkers,
  recordOfNotes,
  WORKER_ID,
  workerIn,
  writeRecord,
} from './support/artifacts.js';

const HOSTILE_IDS = [
  '',
  '.',
  '..',
  '/etc',
  'C:\\x',
  '\\\\server\\x',
  'a\0',
  'a\n',
  '\ud800',
  'x'.repeat(256),
];

describe('open', () => {
  test('makes the folder with its parents and writes nothing into the options', async () => {
    const root = path.join(await useTempDir(), 'a/b');
    const catalog = await FilesystemCatalog.open(Object.freeze({ root, codec: workerBinaryCodec }));
    expect(catalog.root).toBe(root);
    expect(await listTree(root)).toStrictEqual([]);
    expect(await catalog.isEmpty()).toBe(true);
  });

  test.each(['', 'relative', '/a\0b'])('refuses the root %j', async (root) => {
    expect(await rejectionOf(openWorkers(root))).toMatchObject({ code: 'INVALID_ROOT' });
  });

  test('says what and where when the system refuses', async () => {
    const file = path.join(await useTempDir(), 'file');
    await writeFile(file, '');
    expect(await rejectionOf(openWorkers(file))).toMatchObject({
      code: 'IO',
      message: `Could not open the catalog "${file}": EEXIST: file already exists, mkdir '${file}'.`,
      cause: { code: 'EEXIST' },
    });
  });
});

describe('ids', () => {
  test.each(HOSTILE_IDS)('%j is refused everywhere and harms nothing', async (id) => {
    const parent = await useTempDir();
    const catalog = await openWorkers(path.join(parent, 'catalog'));
    await writeRecord(parent, {});
    await catalog.add(workerIn(catalog));
    const before = await listTree(parent);
    const hostile = { ...workerIn(catalog), id };
    const staging = await catalog.createStagingFolder();
    const calls = [
      () => catalog.add(hostile),
      () => catalog.get(id),
      () => catalog.remove(id),
      () => catalog.contains(id),
      () => catalog.promote(staging.path, hostile, { record: true }),
    ];
    for (const call of calls) expect(await rejectionOf(call())).toMatchObject({ code: 'INVALID_ID' });
    expect(() => catalog.folderOf(id)).toThrow(expect.objectContaining({ code: 'INVALID_ID' }));
    await staging.dispose();
    expect(await listTree(parent)).toStrictEqual(before);
  });

  test('that look like paths are opaque', async () => {
    const catalog = await openModels();
    const ids = [
      'a/../b',
      '../x',
      'a/b',
      'a-b',
      'org/model:file.gguf',
      'org-model-file.gguf',
      'A-b',
      '@staging',
    ];
    for (const id of ids) await catalog.add(modelIn(catalog, id));
    expect((await catalog.list()).map(({ id }) => id)).toStrictEqual([...ids].sort());
    for (const id of ids) expect(path.dirname(catalog.folderOf(id))).toBe(catalog.root);
    expect(await catalog.problems()).toStrictEqual([]);
    for (const id of ids) await catalog.remove(id);
    expect(await listTree(catalog.root)).toStrictEqual(['@staging/']);
  });
});

describe('add', () => {
  test('writes the record of the design notes to the letter', async () => {
    const catalog = await openWorkers();
    const id = 'cpu-llm-worker-rbee-v0.1.0-linux';
    const program = path.join(catalog.folderOf(id), 'cpu-llm-worker-rbee');
    await catalog.add({ ...workerIn(catalog, id), path: program, size: 1048576 });
    expect(await readFile(path.join(catalog.root, id, 'metadata.json'), 'utf8')).toBe(
      `${JSON.stringify(recordOfNotes(program), null, 2)}\n`,
    );
    expect(await listTree(catalog.root)).toStrictEqual(['@staging/', `${id}/`, `${id}/metadata.json`]);
  });

  test('keeps the program that is already in the folder', async () => {
    const catalog = await openWorkers();
    const worker = workerIn(catalog);
    await mkdir(path.dirname(worker.path), { recursive: true });
    await writeFile(worker.path, 'program');
    await catalog.add(worker);
    expect(await readFile(worker.path, 'utf8')).toBe('program');
    expect(await catalog.get(WORKER_ID)).toStrictEqual(worker);
  });

  test('refuses a second record, readable or not, and leaves the first as it is', async () => {
    const catalog = await openWorkers();
    await writeRecord(catalog.folderOf(WORKER_ID), 'not JSON');
    expect(await rejectionOf(catalog.add(workerIn(catalog)))).toMatchObject({
      code: 'ALREADY_EXISTS',
      message: `The artifact "${WORKER_ID}" already exists in the catalog.`,
    });
    expect(await listTree(catalog.root)).toStrictEqual([`${WORKER_ID}/`, `${WORKER_ID}/metadata.json`]);
    expect(await readFile(path.join(catalog.folderOf(WORKER_ID), 'metadata.json'), 'utf8')).toBe('not JSON');
  });

  test('refuses a file or a link in the place of the folder', async () => {
    const catalog = await openWorkers();
    const elsewhere = await useTempDir();
    await symlink(elsewhere, catalog.folderOf(WORKER_ID));
    expect(await rejectionOf(catalog.add(workerIn(catalog)))).toMatchObject({
      code: 'ALREADY_EXISTS',
      message: `Something that is not a folder already exists at "${catalog.folderOf(WORKER_ID)}".`,
    });
    expect(await listTree(elsewhere)).toStrictEqual([]);
  });

  test.each([
    [{ size: -1 }, 'artifact.size: Too small: expected number to be >=0'],
    [{ addedAt: 'today' }, 'artifact.added_at: Invalid ISO datetime'],
    [{ version: 'x'.repeat(1_048_576) }, 'its record would be larger than 1048576 bytes'],
  ])('refuses what could not be read back', async (members, reason) => {
    const catalog = await openWorkers();
    expect(await rejectionOf(catalog.add({ ...workerIn(catalog), ...members }))).toMatchObject({
      code: 'INVALID_ARTIFACT',
      message: `The artifact "${WORKER_ID}" cannot be recorded: ${reason}.`,
    });
    expect(await listTree(catalog.root)).toStrictEqual([]);
  });

  test('of one id by many at once: exactly one wins', async () => {
    const catalog = await openWorkers();
    const versions = Array.from({ length: 12 }, (_, index) => `0.${index}`);
    const results = await Promise.allSettled(
      versions.map((version) => catalog.add({ ...workerIn(catalog), version })),
    );
    const losers = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
    expect(losers.map(({ code }) => code)).toStrictEqual(Array(11).fill('ALREADY_EXISTS'));
    const winner = results.findIndex(({ status }) => status === 'fulfilled');
    expect((await catalog.get(WORKER_ID)).version).toBe(versions[winner]);
    expect(await listTree(catalog.root)).toStrictEqual([
      '@staging/',
      `${WORKER_ID}/`,
      `${WORKER_ID}/metadata.json`,
    ]);
  });
});

describe('remove', () => {
  test('removes the whole folder, read-only parts included, and frees the id', async () => {
    const catalog = await openWorkers();
    const worker = workerIn(catalog);
    await catalog.add(worker);
    await mkdir(path.dirname(worker.path));
    await writeFile(worker.path, 'x', { mode: 0o400 });
    await chmod(path.dirname(worker.path), 0o500);
    await catalog.remove(WORKER_ID);
    expect(await listTree(catalog.root)).toStrictEqual(['@staging/']);
    expect(await catalog.contains(WORKER_ID)).toBe(false);
    await catalog.add(worker);
    expect(await catalog.count()).toBe(1);
  });

  test('never touches the path that the record names', async () => {
    const parent = await useTempDir();
    const catalog = await openWorkers(path.join(parent, 'catalog'));
    const precious = path.join(parent, 'precious');
    await writeFile(precious, 'x');
    for (const [index, target] of [precious, parent, '/', catalog.root].entries()) {
      const id = `worker-${index}`;
      await writeRecord(catalog.folderOf(id), {
        ...recordOfNotes(target),
        artifact: { ...recordOfNotes(target).artifact, id },
      });
      await catalog.remove(id);
    }
    expect(await listTree(parent)).toStrictEqual(['catalog/', 'catalog/@staging/', 'precious']);
  });

  test('removes links, not what they point at', async () => {
    const catalog = await openWorkers();
    const elsewhere = await useTempDir();
    await writeFile(path.join(elsewhere, 'precious'), 'x');
    await catalog.add(workerIn(catalog));
    await symlink(elsewhere, path.join(catalog.folderOf(WORKER_ID), 'link'));
    await catalog.remove(WORKER_ID);
    expect(await listTree(elsewhere)).toStrictEqual(['precious']);
  });

  test('removes an artifact whose record cannot be read', async () => {
    const catalog = await openWorkers();
    await writeRecord(catalog.folderOf(WORKER_ID), 'not JSON');
    await catalog.remove(WORKER_ID);
    expect(await catalog.problems()).toStrictEqual([]);
  });

  test('leaves a folder without a record and says NOT_FOUND', async () => {
    const catalog = await openWorkers();
    await mkdir(catalog.folderOf(WORKER_ID));
    expect(await rejectionOf(catalog.remove(WORKER_ID))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await rejectionOf(catalog.remove('none'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await listTree(catalog.root)).toStrictEqual([`${WORKER_ID}/`]);
  });

  test('by many at once: one removes, the others find nothing', async () => {
    const catalog = await openWorkers();
    await catalog.add(workerIn(catalog));
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => catalog.remove(WORKER_ID)));
    const losers = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason.code);
    expect(losers).toStrictEqual(Array(7).fill('NOT_FOUND'));
  });
});

describe('contains, count and isEmpty', () => {
  test('contains looks for the record, the others read it', async () => {
    const catalog = await openWorkers();
    await writeRecord(catalog.folderOf('corrupt'), 'not JSON');
    await mkdir(catalog.folderOf('unrecorded'));
    expect(await catalog.contains('corrupt')).toBe(true);
    expect(await catalog.contains('unrecorded')).toBe(false);
    expect(await catalog.contains('none')).toBe(false);
    expect([await catalog.count(), await catalog.isEmpty()]).toStrictEqual([0, true]);
    await catalog.add(workerIn(catalog));
    expect(await catalog.contains(WORKER_ID)).toBe(true);
    expect([await catalog.count(), await catalog.isEmpty()]).toStrictEqual([1, false]);
  });
});

describe('a catalog of models', () => {
  test('keeps meta-llama/Llama-2-7b like any other', async () => {
    const catalog = await openModels();
    const model = modelIn(catalog, 'meta-llama/Llama-2-7b');
    expect(catalog.folderOf(model.id)).toBe(path.join(catalog.root, 'meta-llama%2F%4Clama-2-7b'));
    await catalog.add(model);
    expect(await catalog.get(model.id)).toStrictEqual(model);
    expect(await catalog.list()).toStrictEqual([model]);
    await catalog.remove(model.id);
    expect(await catalog.isEmpty()).toBe(true);
  });

  test('with a codec of your own: what it throws is INVALID_METADATA', async () => {
    const decode = () => {
      throw new Error('artifact.x: missing');
    };
    const root = await useTempDir();
    const catalog = await FilesystemCatalog.open({ root, codec: { ...modelEntryCodec, decode } });
    await writeRecord(catalog.folderOf('x'), { artifact: {} });
    expect(await rejectionOf(catalog.get('x'))).toMatchObject({
      code: 'INVALID_METADATA',
      message: expect.stringContaining('does not record an artifact: artifact.x: missing.'),
    });
    expect(await catalog.problems()).toMatchObject([{ code: 'INVALID_METADATA' }]);
  });
});

test('a catalog whose folder has gone says so', async () => {
  const catalog = await openWorkers();
  await rm(catalog.root, { recursive: true });
  expect(await rejectionOf(catalog.list())).toMatchObject({
    code: 'IO',
    message: expect.stringContaining(`Could not list the catalog "${catalog.root}": ENOENT`),
  });
});

function modelIn(catalog: FilesystemCatalog<ModelEntry>, id: string): ModelEntry {
  return {
    id,
    name: 'Model',
    path: path.join(catalog.folderOf(id), 'model.gguf'),
    size: 1,
    status: 'Available',
    addedAt: '2025-10-23T18:30:00Z',
  };
}
