import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { recordFileSystem, unsafeSteps } from '@rbee-internal/test-kit/file-system';
import { expect, test } from 'vitest';
import { openCatalog, promoteWorker, SCENARIOS, STABLE_ID, TARGET_ID } from '../support/scenarios.js';

/** What is made in these, and the last of their locks, need not survive. */
const TEMPORARY = ['@staging', '@locks', 'elsewhere'];

async function useCatalog() {
  const folder = await useTempDir();
  const catalog = await openCatalog(path.join(folder, 'workers'));
  const isLasting = (each: string) => {
    const [top = ''] = path.relative(catalog.root, each).split(path.sep);
    return top !== '..' && !TEMPORARY.includes(top);
  };
  await promoteWorker(catalog, STABLE_ID);
  return { catalog, isLasting };
}

test.each(Object.entries(SCENARIOS))('%s survives a loss of power', async (name, scenario) => {
  const { catalog, isLasting } = await useCatalog();
  await scenario.prepare(catalog);
  const record = await recordFileSystem(() => scenario.run(catalog));
  // The time of the last use may be lost: its file is never torn, and that is all.
  const isTime = (sentence: string) =>
    name.endsWith(' get') &&
    [`${catalog.folderOf(TARGET_ID)}/metadata.json`, catalog.folderOf(TARGET_ID)].some(
      (each) => sentence === `${each} is never flushed`,
    );
  // The folders of locks and of what is replaced go with their last entry; whether they do does not matter.
  const isOwnFolder = (sentence: string) =>
    sentence === `${catalog.root} is never flushed` && !changesArtifactsUnflushed(record, catalog.root);
  const unsafe = unsafeSteps(record, isLasting);
  expect(unsafe.filter((sentence) => !isTime(sentence) && !isOwnFolder(sentence))).toStrictEqual([]);
});

test('what a killed replacement set aside is back for good', async () => {
  const { catalog, isLasting } = await useCatalog();
  const holder = path.join(catalog.root, '@replaced', '0'.repeat(20));
  await mkdir(holder, { recursive: true });
  await rename(catalog.folderOf(STABLE_ID), path.join(holder, STABLE_ID));
  const record = await recordFileSystem(() => catalog.list());
  expect(changesArtifactsUnflushed(record, catalog.root)).toBe(false);
  expect(unsafeSteps(record, isLasting).filter((sentence) => sentence.startsWith('rename'))).toStrictEqual(
    [],
  );
  expect(await catalog.count()).toBe(1);
});

type Record = Awaited<ReturnType<typeof recordFileSystem>>;

/** Whether an artifact's name came or went after the root was flushed last. */
function changesArtifactsUnflushed(record: Record, root: string): boolean {
  const last = record.findLastIndex(({ name, path: each }) => name === 'sync' && each === root);
  const isName = (each: string | undefined) =>
    each !== undefined && path.dirname(each) === root && !path.basename(each).startsWith('@');
  return record
    .slice(last + 1)
    .some(({ path: from, to }) => isName(to) || (to !== undefined && isName(from)));
}
