import { cp, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, useTempDir } from '@rbee-internal/test-kit';
import { type FileSystemStep, watchingSteps } from '@rbee-internal/test-kit/file-system';
import { describe, expect, test } from 'vitest';
import { whilePlaceIsHeld } from '../../src/change/lock.js';
import { dropReplaced, setAside } from '../../src/change/replaced.js';
import { catalogPlace } from '../support/artifacts.js';
import {
  openCatalog,
  promoteWorker,
  STABLE_ID,
  TARGET_ID,
  unlessDone,
  type Workers,
  workerOf,
} from '../support/scenarios.js';

async function useCatalog(): Promise<Workers> {
  const catalog = await openCatalog(path.join(await useTempDir(), 'workers'));
  await promoteWorker(catalog, STABLE_ID);
  await promoteWorker(catalog, TARGET_ID);
  return catalog;
}

interface Race {
  readonly catalog: Workers;
  readonly first: () => Promise<unknown>;
  /** What another process does as a whole between two steps of the first; or as far as a lock lets it. */
  readonly second: () => Promise<unknown>;
  readonly step: number;
}

/** @returns how the first ended, or `not reached` when it has fewer steps */
async function race({ first, second, step }: Race): Promise<unknown> {
  let steps = 0;
  let racing: Promise<unknown> | undefined;
  const before = async (_: FileSystemStep) => {
    steps += 1;
    if (steps !== step) return;
    racing = second().catch((error: unknown) => error);
    // It may have to wait for a lock that the first holds.
    await Promise.race([racing, new Promise((resolve) => setTimeout(resolve, 100))]);
  };
  const end = await watchingSteps(before, () => first().catch((error: unknown) => error));
  await racing;
  return racing === undefined ? 'not reached' : end;
}

/** Runs the race with the second at every step of the first. */
async function raceAtEveryStep(
  { first, second }: Record<'first' | 'second', (catalog: Workers) => Promise<unknown>>,
  expectTruth: (catalog: Workers, end: unknown) => Promise<void>,
): Promise<void> {
  for (let step = 1; ; step += 1) {
    const catalog = await useCatalog();
    const other = await openCatalog(catalog.root);
    const end = await race({ catalog, first: () => first(catalog), second: () => second(other), step });
    if (end === 'not reached') {
      expect(step).toBeGreaterThan(2);
      return;
    }
    await expectTruth(catalog, end);
    const litter = (await listTree(catalog.root)).filter((name) =>
      /^@(?:locks|replaced|staging\/.)/.test(name),
    );
    expect({ step, litter }).toStrictEqual({ step, litter: [] });
  }
}

const NEWER = '9.9.9';

/** Another version in the place of the target, or the first one there. */
async function putNewer(catalog: Workers): Promise<void> {
  const staging = await catalog.createStagingFolder();
  try {
    await mkdir(path.join(staging.path, 'bin'));
    await writeFile(path.join(staging.path, 'bin/worker'), NEWER);
    const worker = { ...workerOf(catalog, TARGET_ID), version: NEWER };
    await catalog.promote(staging.path, worker, { record: true, replace: true });
  } finally {
    await staging.dispose();
  }
}

async function versionOf(catalog: Workers): Promise<string | undefined> {
  return (await catalog.list()).find(({ id }) => id === TARGET_ID)?.version;
}

describe('get', { timeout: 60_000 }, () => {
  test('beside remove answers the artifact, and leaves nothing of it', async () => {
    const calls = {
      first: (catalog: Workers) => catalog.get(TARGET_ID),
      second: (catalog: Workers) => catalog.remove(TARGET_ID),
    };
    await raceAtEveryStep(calls, async (catalog, end) => {
      expect(end).toMatchObject({ id: TARGET_ID });
      expect(await catalog.contains(TARGET_ID)).toBe(false);
      expect(await catalog.problems()).toStrictEqual([]);
    });
  });

  test.each([
    ['its replacement', putNewer],
    [
      'its removal and another installation',
      async (catalog: Workers) => {
        await catalog.remove(TARGET_ID);
        await putNewer(catalog);
      },
    ],
  ])('beside %s never brings the old record back', async (_, second) => {
    const first = (catalog: Workers) => catalog.get(TARGET_ID);
    await raceAtEveryStep({ first, second }, async (catalog, end) => {
      expect(end).toMatchObject({ id: TARGET_ID });
      expect(await versionOf(catalog)).toBe(NEWER);
      expect(await catalog.problems()).toStrictEqual([]);
    });
  });
});

describe('promote', { timeout: 60_000 }, () => {
  test('beside remove ends with the new one or with none, never with the old one', async () => {
    const second = (catalog: Workers) => unlessDone(catalog.remove(TARGET_ID), 'NOT_FOUND');
    await raceAtEveryStep({ first: putNewer, second }, async (catalog, end) => {
      expect(end).toBeUndefined();
      expect([NEWER, undefined]).toContain(await versionOf(catalog));
      expect(await catalog.problems()).toStrictEqual([]);
      expect(await catalog.contains(STABLE_ID)).toBe(true);
    });
  });
});

describe('remove', { timeout: 60_000 }, () => {
  test('beside a replacement never says that there was nothing', async () => {
    const first = (catalog: Workers) => catalog.remove(TARGET_ID);
    await raceAtEveryStep({ first, second: putNewer }, async (catalog, end) => {
      expect(end).toBeUndefined();
      expect([NEWER, undefined]).toContain(await versionOf(catalog));
      expect(await catalog.problems()).toStrictEqual([]);
    });
  });

  test('that finds the place empty amid a replacement waits for the new one, and removes that', async () => {
    const catalog = await useCatalog();
    const folder = catalog.folderOf(TARGET_ID);
    const place = await catalogPlace(catalog.root);
    const newer = path.join(catalog.root, '@staging/newer');
    await cp(folder, newer, { recursive: true });
    let replacing: Promise<void> | undefined;
    const before = async ({ name, path: from }: FileSystemStep) => {
      if (name !== 'rename' || from !== folder || replacing !== undefined) return;
      // As far as a replacement is when the old one has gone from its place and the new one has not come.
      let isAside = () => {};
      const aside = new Promise<void>((resolve) => {
        isAside = resolve;
      });
      replacing = whilePlaceIsHeld(place, { folder, signal: undefined }, async () => {
        const old = await setAside(place, folder);
        isAside();
        await new Promise((resolve) => setTimeout(resolve, 100));
        await rename(newer, folder);
        await dropReplaced(place, old ?? '');
      });
      await aside;
    };
    await watchingSteps(before, () => catalog.remove(TARGET_ID));
    await replacing;
    expect(replacing).toBeDefined();
    expect(await catalog.contains(TARGET_ID)).toBe(false);
    expect(await catalog.problems()).toStrictEqual([]);
  });

  test('that comes while a replaced one is set aside finds it there', async () => {
    const first = (catalog: Workers) => putNewer(catalog);
    let removals = 0;
    const second = async (catalog: Workers) => {
      await catalog.remove(TARGET_ID);
      removals += 1;
    };
    let races = 0;
    await raceAtEveryStep({ first, second }, async () => {
      races += 1;
    });
    expect(removals).toBe(races);
  });
});

describe('what a killed replacement set aside', () => {
  /** The target's folder as it is while another is put in its place. */
  async function setAsideByHand(catalog: Workers): Promise<string> {
    const holder = path.join(catalog.root, '@replaced', '0'.repeat(20));
    await mkdir(holder, { recursive: true });
    await rename(catalog.folderOf(TARGET_ID), path.join(holder, TARGET_ID));
    return holder;
  }

  test('goes back to its place when that is free', async () => {
    const catalog = await useCatalog();
    await setAsideByHand(catalog);
    expect(await catalog.get(TARGET_ID)).toStrictEqual(workerOf(catalog, TARGET_ID));
    expect(await readdir(catalog.root)).not.toContain('@replaced');
  });

  test('stays while an unrecorded folder stands in its place, and goes back when that is gone', async () => {
    const catalog = await useCatalog();
    const holder = await setAsideByHand(catalog);
    await mkdir(path.join(catalog.folderOf(TARGET_ID), 'bin'), { recursive: true });
    expect((await catalog.problems()).map(({ code }) => code)).toStrictEqual(['MISSING_METADATA']);
    expect(await catalog.sweep()).toStrictEqual([]);
    expect(await readdir(holder)).toStrictEqual([TARGET_ID]);
    await rm(catalog.folderOf(TARGET_ID), { recursive: true });
    expect(await catalog.list()).toHaveLength(2);
    expect(await catalog.problems()).toStrictEqual([]);
    expect(await readdir(catalog.root)).not.toContain('@replaced');
  });

  test('does not come back when the new one in its place is removed', async () => {
    const catalog = await useCatalog();
    const newer = path.join(catalog.root, '@staging/newer');
    await cp(catalog.folderOf(TARGET_ID), newer, { recursive: true });
    await setAsideByHand(catalog);
    await rename(newer, catalog.folderOf(TARGET_ID));
    await catalog.remove(TARGET_ID);
    expect(await catalog.contains(TARGET_ID)).toBe(false);
    expect(await catalog.list()).toHaveLength(1);
  });

  test('goes when the new one in its place is recorded', async () => {
    const catalog = await useCatalog();
    await setAsideByHand(catalog);
    await mkdir(path.join(catalog.folderOf(TARGET_ID), 'bin'), { recursive: true });
    await catalog.add({ ...workerOf(catalog, TARGET_ID), version: NEWER });
    expect(await versionOf(catalog)).toBe(NEWER);
    expect(await readdir(catalog.root)).not.toContain('@replaced');
  });

  test('goes when neither it nor what stands in its place is recorded', async () => {
    const catalog = await useCatalog();
    await rm(path.join(catalog.folderOf(TARGET_ID), 'metadata.json'));
    await setAsideByHand(catalog);
    await mkdir(path.join(catalog.folderOf(TARGET_ID), 'bin'), { recursive: true });
    await writeFile(path.join(catalog.folderOf(TARGET_ID), 'bin/new'), '');
    await catalog.list();
    expect(await readdir(catalog.root)).not.toContain('@replaced');
    expect(await readdir(path.join(catalog.folderOf(TARGET_ID), 'bin'))).toStrictEqual(['new']);
  });
});

describe.each(['@staging', '@locks', '@replaced'])('a link in the place of %s', (name) => {
  test('is not followed', async () => {
    const catalog = await useCatalog();
    const elsewhere = await useTempDir();
    // What would be put back, or swept, were it the catalog's own.
    const holder = path.join(elsewhere, '0'.repeat(20), 'theirs');
    await mkdir(holder, { recursive: true });
    await writeFile(path.join(holder, 'metadata.json'), '{}');
    const before = await listTree(elsewhere);
    await rm(path.join(catalog.root, name), { recursive: true, force: true });
    await symlink(elsewhere, path.join(catalog.root, name));
    expect(await catalog.list()).toHaveLength(2);
    expect(await catalog.problems()).toStrictEqual([]);
    expect(await catalog.sweep()).toStrictEqual([]);
    await putNewer(catalog).catch((error: unknown) => expect(error).toMatchObject({ code: 'IO' }));
    expect(await catalog.get(STABLE_ID)).toStrictEqual(workerOf(catalog, STABLE_ID));
    expect(await listTree(elsewhere)).toStrictEqual(before);
  });
});
