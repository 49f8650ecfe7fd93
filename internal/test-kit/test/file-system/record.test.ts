import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FileSystemRecord, recordFileSystem, unsafeSteps } from '../../src/file-system.js';
import { useTempDir } from '../../src/index.js';

test('records changes and flushes in order, and no reading', async () => {
  const folder = await useTempDir();
  const at = (name: string) => path.join(folder, name);
  const record = await recordFileSystem(async () => {
    await mkdir(at('a'));
    const handle = await open(at('a/x'), 'wx');
    await handle.writeFile('x');
    await handle.sync();
    await handle.close();
    await (await open(at('a'), 'r')).close();
    await writeFile(at('y'), 'y');
    await rename(at('a'), at('b'));
    await rm(at('y'));
  });
  await rm(at('b'), { recursive: true });
  // `writeFile` by name opens and writes by itself.
  expect(record.filter(({ path: each }) => each !== at('y'))).toStrictEqual([
    { name: 'mkdir', path: at('a') },
    { name: 'open', path: at('a/x') },
    { name: 'writeFile', path: at('a/x') },
    { name: 'sync', path: at('a/x') },
    { name: 'rename', path: at('a'), to: at('b') },
  ]);
  expect(record.filter(({ path: each }) => each === at('y')).map(({ name }) => name)).toStrictEqual(
    expect.arrayContaining(['writeFile', 'rm']),
  );
});

describe('unsafeSteps', () => {
  const step = (name: FileSystemRecord[number]['name'], from: string, to?: string) => ({
    name,
    path: from,
    ...(to !== undefined && { to }),
  });
  const WRITTEN = [step('open', '/t/x'), step('writeFile', '/t/x')];
  const isLasting = (each: string) => each.startsWith('/d');

  test('of a file that is flushed, renamed, and whose folder is flushed there are none', () => {
    const record = [...WRITTEN, step('sync', '/t/x'), step('rename', '/t/x', '/d/x'), step('sync', '/d')];
    expect(unsafeSteps(record, isLasting)).toStrictEqual([]);
  });

  test('names a missing flush and one that comes too late', () => {
    const rename = [step('rename', '/t/x', '/d/x'), step('sync', '/d')];
    const unsafe = 'rename to /d/x before /t/x is flushed';
    expect(unsafeSteps([...WRITTEN, ...rename], isLasting)).toStrictEqual([unsafe, '/d/x is never flushed']);
    expect(unsafeSteps([...WRITTEN, ...rename, step('sync', '/d/x')], isLasting)).toStrictEqual([unsafe]);
    const early = [step('sync', '/t/x'), ...WRITTEN, ...rename, step('sync', '/d/x')];
    expect(unsafeSteps(early, isLasting)).toStrictEqual([unsafe]);
  });

  test('names a folder whose names are not flushed, before and after', () => {
    const flushed = [step('mkdir', '/t/f'), step('open', '/t/f/x'), step('sync', '/t/f/x')];
    const rename = step('rename', '/t/f', '/d/f');
    expect(
      unsafeSteps([...flushed, rename, step('sync', '/d'), step('sync', '/d/f')], isLasting),
    ).toStrictEqual(['rename to /d/f before /t/f is flushed']);
    expect(unsafeSteps([...flushed, step('sync', '/t/f'), rename], isLasting)).toStrictEqual([
      '/d is never flushed',
    ]);
  });

  test('names links and removals that nothing flushes', () => {
    const linked = [...WRITTEN, step('sync', '/t/x'), step('link', '/t/x', '/d/x')];
    expect(unsafeSteps(linked, isLasting)).toStrictEqual(['/d is never flushed']);
    expect(unsafeSteps([step('rm', '/d/x')], isLasting)).toStrictEqual(['/d is never flushed']);
    expect(unsafeSteps([step('rm', '/t/x')], isLasting)).toStrictEqual([]);
  });

  test('names a place that is taken before what was there is safe', () => {
    const aside = [step('mkdir', '/d/aside'), step('sync', '/d'), step('rename', '/d/x', '/d/aside/x')];
    const again = [step('rename', '/t/x', '/d/x'), step('sync', '/d'), step('sync', '/d/aside')];
    expect(unsafeSteps([...aside, step('sync', '/d/aside'), ...again], isLasting)).toStrictEqual([]);
    expect(unsafeSteps([...aside, ...again], isLasting)).toStrictEqual([
      'rename to /d/x before /d/aside is flushed, where the one before went',
    ]);
  });
});
