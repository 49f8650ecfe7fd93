import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { isReservedName } from '../../src/index.js';
import { openWorkers, stagedWorker, workerIn } from '../support/artifacts.js';

const VARIANTS = [
  'metadata.json',
  'METADATA.JSON',
  'met\u200cadata.json',
  '\ufeffmetadata.json',
  'metadata\u202e.json',
  'meta\u00addata.json',
  'metadata.json\u206f',
  'metadata\uff0ejson',
];

test.each([...VARIANTS, '.tree', '.TREE', '.tr\u200dee'])('%j is the catalog’s', (name) => {
  expect(isReservedName(name)).toBe(true);
});

test.each(['metadata.json5', 'metadata', 'tree', '.trees', 'bin/metadata.json', ''])('%j is not', (name) => {
  expect(isReservedName(name)).toBe(false);
});

test.each(VARIANTS)('a staged folder with %j at its top is refused and stays as it was', async (name) => {
  const catalog = await openWorkers();
  const staging = await stagedWorker(catalog);
  await writeFile(path.join(staging.path, name), 'theirs');
  const refusal = await rejectionOf(catalog.promote(staging.path, workerIn(catalog), { record: true }));
  expect(refusal).toMatchObject({
    code: 'INVALID_ARTIFACT',
    message: expect.stringContaining('already holds'),
  });
  const program = { ...workerIn(catalog), path: path.join(workerIn(catalog).path, '../..', name) };
  expect(await rejectionOf(catalog.promote(staging.path, program, { record: false }))).toMatchObject({
    code: 'INVALID_ARTIFACT',
  });
  expect(await catalog.list()).toStrictEqual([]);
});
