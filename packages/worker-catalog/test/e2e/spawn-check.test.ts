import { chmod, mkdir, readFile, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { helloRecipe, openTestCatalog, startRegistry } from '../support.js';

/** An installed worker with a library, a link and a folder beside its program. */
async function installed() {
  const pkgbuild = helloRecipe('hello').replace(
    'install -Dm755',
    'install -Dm644 /dev/null "$pkgdir/usr/lib/libx.so.1"; ln -s libx.so.1 "$pkgdir/usr/lib/libx.so"\n  install -Dm755',
  );
  const registry = await startRegistry({ hello: { pkgbuild } });
  const opened = await openTestCatalog(registry.url);
  const worker = await opened.catalog.provisionAndAdd('hello', opened.job());
  const folder = path.join(opened.root, worker.id);
  return { ...opened, worker, folder, at: (name: string) => path.join(folder, name) };
}

type Setup = Awaited<ReturnType<typeof installed>>;

/** Edits what the record says. */
async function editRecord({ at }: Setup, edit: (artifact: Record<string, unknown>) => void) {
  const record = JSON.parse(await readFile(at('metadata.json'), 'utf8'));
  edit(record.artifact);
  await writeFile(at('metadata.json'), JSON.stringify(record));
}

const CHANGES: Record<string, [(setup: Setup) => Promise<unknown>, object]> = {
  'a changed program': [
    ({ worker }) => writeFile(worker.path, 'x'),
    { path: 'usr/local/bin/hello', kind: 'content' },
  ],
  'a program changed in place, of the same size and time': [
    async ({ worker }) => {
      const text = await readFile(worker.path, 'utf8');
      await writeFile(worker.path, text.replace('hello', 'hallo'));
      await utimes(worker.path, new Date(0), new Date(0));
    },
    { path: 'usr/local/bin/hello', kind: 'content' },
  ],
  'a changed library': [
    ({ at }) => writeFile(at('usr/lib/libx.so.1'), 'x'),
    { path: 'usr/lib/libx.so.1', kind: 'content' },
  ],
  'another mode': [
    ({ at }) => chmod(at('usr/lib/libx.so.1'), 0o666),
    { path: 'usr/lib/libx.so.1', kind: 'mode', expected: '0644', found: '0666' },
  ],
  'a program that may not be executed': [
    ({ worker }) => chmod(worker.path, 0o644),
    { path: 'usr/local/bin/hello', kind: 'mode' },
  ],
  'a link that leads elsewhere': [
    async ({ at }) => {
      await unlink(at('usr/lib/libx.so'));
      await symlink('/etc/passwd', at('usr/lib/libx.so'));
    },
    { path: 'usr/lib/libx.so', kind: 'link', expected: 'libx.so.1', found: '/etc/passwd' },
  ],
  'an added file': [
    ({ at }) => writeFile(at('usr/lib/liby.so'), ''),
    { path: 'usr/lib/liby.so', kind: 'added' },
  ],
  'an added folder': [({ at }) => mkdir(at('usr/share')), { path: 'usr/share', kind: 'added' }],
  'a removed file': [({ at }) => rm(at('usr/lib/libx.so.1')), { path: 'usr/lib/libx.so.1', kind: 'removed' }],
};

describe('verify and the check before a spawn name', () => {
  test.each(Object.entries(CHANGES))('%s', async (_what, [change, difference]) => {
    const setup = await installed();
    const { catalog, worker } = setup;
    expect(await catalog.verify(worker.id)).toEqual({ verdict: 'intact' });
    expect(await catalog.checkBeforeSpawn(worker.id)).toMatchObject({ program: worker.path });
    await change(setup);
    const expected = expect.arrayContaining([expect.objectContaining(difference)]);
    expect(await catalog.verify(worker.id)).toMatchObject({
      verdict: 'changed',
      differences: expected,
      more: 0,
    });
    expect(await rejectionOf(catalog.checkBeforeSpawn(worker.id))).toMatchObject({
      code: 'WORKER_CHANGED',
      message: expect.stringContaining((difference as { path: string }).path),
      differences: expected,
    });
  });
});

describe('the check before a spawn', () => {
  test('reads everything once, and then only looks', async () => {
    const { catalog, worker } = await installed();
    expect((await catalog.checkBeforeSpawn(worker.id)).checked).toBe('digest');
    expect((await catalog.checkBeforeSpawn(worker.id)).checked).toBe('stamp');
    // Reading the record changes it on disk.
    await catalog.get(worker.id);
    expect((await catalog.checkBeforeSpawn(worker.id)).checked).toBe('stamp');
  });

  test('reads again what was touched, and finds it as it was', async () => {
    const { catalog, worker, at } = await installed();
    await catalog.checkBeforeSpawn(worker.id);
    await utimes(at('usr/lib/libx.so.1'), new Date(0), new Date(0));
    expect((await catalog.checkBeforeSpawn(worker.id)).checked).toBe('digest');
    expect((await catalog.checkBeforeSpawn(worker.id)).checked).toBe('stamp');
  });

  test('takes no stamp for that of another tree', async () => {
    const setup = await installed();
    const { catalog, worker } = setup;
    await catalog.checkBeforeSpawn(worker.id);
    await editRecord(setup, (artifact) => {
      artifact.tree_digest = `sha256:${'0'.repeat(64)}`;
    });
    expect(await rejectionOf(catalog.checkBeforeSpawn(worker.id))).toMatchObject({ code: 'WORKER_CHANGED' });
  });

  test.each([
    ['a program of the system', () => '/usr/bin/touch'],
    [
      'a path that climbs out',
      ({ folder }: Setup) => `${folder}/usr/../../../../../../../../../usr/bin/touch`,
    ],
    ['a path beside it', ({ folder }: Setup) => `${folder}-too/hello`],
  ])('refuses %s', async (_what, pathFor) => {
    const setup = await installed();
    const { catalog, worker } = setup;
    await catalog.checkBeforeSpawn(worker.id);
    await editRecord(setup, (artifact) => {
      artifact.path = pathFor(setup);
    });
    const outside = { code: 'PROGRAM_OUTSIDE' };
    expect(await rejectionOf(catalog.checkBeforeSpawn(worker.id))).toMatchObject(outside);
    expect(await rejectionOf(catalog.workerPath(worker.id))).toMatchObject(outside);
    expect(await catalog.verify(worker.id)).toEqual({ verdict: 'outside' });
    expect(await catalog.findByTypeAndPlatform(worker.workerType, 'Linux')).toBeUndefined();
  });

  test('refuses a program that became a link out of the folder', async () => {
    const { catalog, worker } = await installed();
    await catalog.checkBeforeSpawn(worker.id);
    await rm(worker.path);
    await symlink('/usr/bin/touch', worker.path);
    expect(await rejectionOf(catalog.checkBeforeSpawn(worker.id))).toMatchObject({ code: 'PROGRAM_OUTSIDE' });
  });

  test('refuses a program that is gone', async () => {
    const { catalog, worker, at } = await installed();
    await rename(worker.path, at('usr/elsewhere'));
    expect(await rejectionOf(catalog.checkBeforeSpawn(worker.id))).toMatchObject({ code: 'WORKER_CHANGED' });
    expect(await catalog.verify(worker.id)).toEqual({ verdict: 'missing' });
  });

  test('of a record without digests holds to the path alone', async () => {
    const setup = await installed();
    const { catalog, worker } = setup;
    await editRecord(setup, (artifact) => {
      delete artifact.tree_digest;
      delete artifact.digest;
    });
    expect((await catalog.checkBeforeSpawn(worker.id)).checked).toBe('unrecorded');
  });

  test('can be cancelled', async () => {
    const { catalog, worker } = await installed();
    const signal = AbortSignal.abort('enough');
    expect(await rejectionOf(catalog.checkBeforeSpawn(worker.id, { signal }))).toBe('enough');
  });

  test('a removed worker leaves no stamp', async () => {
    const { catalog, worker, root } = await installed();
    await catalog.checkBeforeSpawn(worker.id);
    const stamp = path.join(root, '@state/stamps', `${worker.id}.json`);
    expect(JSON.parse(await readFile(stamp, 'utf8')).treeDigest).toBe(worker.treeDigest);
    await catalog.remove(worker.id);
    expect(await rejectionOf(readFile(stamp))).toMatchObject({ code: 'ENOENT' });
  });
});

test('the size of a worker is that of its whole tree', async () => {
  const registry = await startRegistry({
    hello: {
      pkgbuild: helloRecipe('hello').replace(
        'install -Dm755',
        'head -c 100000 /dev/zero > data; install -Dm644 data "$pkgdir/usr/share/data"\n  install -Dm755',
      ),
    },
  });
  const { catalog, job } = await openTestCatalog(registry.url);
  const worker = await catalog.provisionAndAdd('hello', job());
  expect(worker.size).toBeGreaterThan(100_000);
  expect(worker.treeDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(await catalog.list()).toEqual([worker]);
});
