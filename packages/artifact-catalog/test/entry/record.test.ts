import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { FilesystemCatalog, workerBinaryCodec } from '../../src/index.js';
import {
  NOW,
  openWorkers,
  readJson,
  recordOfNotes,
  WORKER_ID,
  workerIn,
  writeRecord,
} from '../support/artifacts.js';

describe('get', () => {
  test('sets last_accessed and keeps every other key, known or not', async () => {
    const catalog = await openWorkers();
    const record = recordOfNotes('/home/user/x');
    const { id } = record.artifact;
    const stranger = { z: [1, { deep: null }], a: 'é' };
    await writeRecord(catalog.folderOf(id), {
      stranger,
      ...record,
      artifact: { ...record.artifact, stranger, workerType: 'ignored' },
    });
    await catalog.get(id);
    const after = {
      stranger,
      artifact: { ...record.artifact, stranger, workerType: 'ignored' },
      added_at: '2025-10-23T18:30:00Z',
      last_accessed: NOW,
    };
    expect(JSON.stringify(await readJson(catalog.folderOf(id)))).toBe(JSON.stringify(after));
    expect(await listTree(catalog.folderOf(id))).toStrictEqual(['metadata.json']);
  });

  test('keeps what JavaScript cannot hold, and how the record is laid out', async () => {
    const catalog = await openWorkers();
    const { artifact } = recordOfNotes('/home/user/x');
    const strange = JSON.stringify(artifact).replace('{', '{"big": 18446744073709551617, "tiny":1e-400,');
    const text = (time: string) =>
      `{"last_accessed" : ${time} ,\r\n "artifact":${strange},"n":[9007199254740993] }`;
    await writeRecord(catalog.folderOf(artifact.id), text('null'));
    for (let round = 0; round < 2; round += 1) {
      await catalog.get(artifact.id);
      const file = path.join(catalog.folderOf(artifact.id), 'metadata.json');
      expect(await readFile(file, 'utf8')).toBe(text(JSON.stringify(NOW)));
    }
  });

  test('sets last_accessed again and again, in the same file', async () => {
    const root = path.join(await useTempDir(), 'workers');
    let now = Date.parse(NOW);
    const clock = { now: () => new Date(now) };
    const catalog = await FilesystemCatalog.open({ root, codec: workerBinaryCodec, ...clock });
    await catalog.add(workerIn(catalog));
    const before = await readFile(path.join(catalog.folderOf(WORKER_ID), 'metadata.json'), 'utf8');
    const files = new Set<number>();
    for (let round = 0; round < 3; round += 1) {
      now += 1_000;
      await catalog.get(WORKER_ID);
      const file = path.join(catalog.folderOf(WORKER_ID), 'metadata.json');
      const time = JSON.stringify(new Date(now).toISOString());
      expect(await readFile(file, 'utf8')).toBe(before.replace('null', time));
      files.add((await stat(file)).ino);
    }
    expect(files.size).toBe(1);
  });

  test('reads the later spellings and takes a missing added_at from the record', async () => {
    const catalog = await openWorkers();
    await writeRecord(catalog.folderOf(WORKER_ID), {
      artifact: {
        id: WORKER_ID,
        workerType: 'rocm',
        platform: 'linux',
        path: '/x/worker',
        size: 1,
        status: 'available',
        version: '2',
        catalogId: 'llm-worker-rbee-rocm',
      },
      added_at: '2025-12-01T00:00:00Z',
    });
    expect(await catalog.get(WORKER_ID)).toStrictEqual({
      id: WORKER_ID,
      workerType: 'RocmLlm',
      platform: 'Linux',
      path: '/x/worker',
      size: 1,
      status: 'Available',
      version: '2',
      catalogId: 'llm-worker-rbee-rocm',
      addedAt: '2025-12-01T00:00:00Z',
    });
    expect(await catalog.list()).toHaveLength(1);
  });

  test.each([
    ['[]', 'the record: expected an object'],
    ['{"artifact":[]}', 'artifact: expected an object'],
    [JSON.stringify({ artifact: { ...recordOfNotes('/x').artifact, size: 0.5 } }), 'artifact.size:'],
  ])('refuses the record %s', async (text, reason) => {
    const catalog = await openWorkers();
    await writeRecord(catalog.folderOf(WORKER_ID), text);
    const file = path.join(catalog.folderOf(WORKER_ID), 'metadata.json');
    expect(await rejectionOf(catalog.get(WORKER_ID))).toMatchObject({
      code: 'INVALID_METADATA',
      message: expect.stringContaining(`"${file}" does not record an artifact: ${reason}`),
    });
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('refuses the record of another artifact', async () => {
    const catalog = await openWorkers();
    await writeRecord(catalog.folderOf(WORKER_ID), recordOfNotes('/x'));
    expect(await rejectionOf(catalog.get(WORKER_ID))).toMatchObject({
      code: 'INVALID_METADATA',
      message: `"${catalog.folderOf(WORKER_ID)}" does not record the artifact "${WORKER_ID}": artifact.id is "cpu-llm-worker-rbee-v0.1.0-linux".`,
    });
  });

  test('of what is not there is NOT_FOUND', async () => {
    const catalog = await openWorkers();
    await mkdir(catalog.folderOf('empty'));
    for (const id of ['empty', 'none']) {
      expect(await rejectionOf(catalog.get(id))).toMatchObject({
        code: 'NOT_FOUND',
        message: `The artifact "${id}" is not in the catalog.`,
      });
    }
  });

  test('by many at once tears nothing', async () => {
    const catalog = await openWorkers();
    await catalog.add(workerIn(catalog));
    const read = await Promise.all(Array.from({ length: 20 }, () => catalog.get(WORKER_ID)));
    expect(read).toStrictEqual(Array(20).fill(workerIn(catalog)));
    expect(await readJson(catalog.folderOf(WORKER_ID))).toMatchObject({ last_accessed: NOW });
    expect(await listTree(catalog.folderOf(WORKER_ID))).toStrictEqual(['metadata.json']);
  });
});
