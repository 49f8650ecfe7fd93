import { link, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { openModels, openWorkers, writeRecord } from '../support/artifacts.js';

test('measures every artifact with all its files, the own folders, and what is foreign', async () => {
  const catalog = await openModels();
  const folder = catalog.folderOf('org/model');
  await writeRecord(folder, '{}');
  await mkdir(path.join(folder, 'lib'));
  await writeFile(path.join(folder, 'lib/a'), 'x'.repeat(1000));
  await link(path.join(folder, 'lib/a'), path.join(folder, 'lib/the-same'));
  await symlink(path.join(folder, 'lib/a'), path.join(folder, 'a'));
  await writeRecord(catalog.folderOf('another'), 'damaged');
  const staging = await catalog.createStagingFolder();
  await writeFile(path.join(staging.path, 'half'), 'x'.repeat(30));
  await mkdir(catalog.folderOf('unrecorded'));
  await writeFile(path.join(catalog.folderOf('unrecorded'), 'program'), 'x'.repeat(5));
  await writeFile(path.join(catalog.root, 'notes.txt'), 'x'.repeat(2));

  const linkBytes = Buffer.byteLength(path.join(folder, 'lib/a'));
  expect(await catalog.usage()).toStrictEqual({
    artifacts: [
      { id: 'another', bytes: 7 },
      { id: 'org/model', bytes: 2 + 1000 + linkBytes },
    ],
    own: { '@staging': 30 },
    otherBytes: 7,
    unreadable: [],
  });
});

test('of an empty catalog is nothing, and a cancelled call ends', async () => {
  const catalog = await openWorkers();
  expect(await catalog.usage()).toStrictEqual({ artifacts: [], own: {}, otherBytes: 0, unreadable: [] });
  await writeFile(path.join(catalog.root, 'x'), '');
  const reason = new Error('enough');
  expect(await rejectionOf(catalog.usage({ signal: AbortSignal.abort(reason) }))).toBe(reason);
});
