import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exists, isInside, joinInside, realPathInside } from '../src/index.js';

describe('joinInside', () => {
  test.each([
    ['a', '/root/a'],
    ['a/b.c', '/root/a/b.c'],
    ['./a', '/root/a'],
    ['...', '/root/...'],
    ['a..b', '/root/a..b'],
    ['a b', '/root/a b'],
  ])('joins %j', (relative, expected) => {
    expect(joinInside('/root', relative)).toBe(expected);
  });

  test.each([
    '',
    '.',
    './',
    '..',
    '../a',
    'a/..',
    'a/../..',
    '/etc',
    'C:\\x',
    'c:x',
    '\\\\server\\share',
    'a\0b',
  ])('refuses %j', (relative) => {
    expect(joinInside('/root', relative)).toBeUndefined();
  });
});

test('isInside means strictly below', () => {
  expect(isInside('/a', '/a/b')).toBe(true);
  expect(isInside('/a', '/a')).toBe(false);
  expect(isInside('/a', '/ab')).toBe(false);
  expect(isInside('/a', '/a/..b')).toBe(true);
});

describe('on disk', () => {
  let root: string;
  beforeAll(async () => {
    root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'contained-path-')));
    await mkdir(path.join(root, 'in'));
    await writeFile(path.join(root, 'in/file'), '');
    await writeFile(path.join(root, 'secret'), '');
    await symlink('../secret', path.join(root, 'in/link'));
    await symlink('nowhere', path.join(root, 'in/dangling'));
  });
  afterAll(() => rm(root, { recursive: true }));

  test('a link that leads out is seen', async () => {
    const inside = path.join(root, 'in');
    expect(await realPathInside(inside, path.join(inside, 'file'))).toBe(path.join(inside, 'file'));
    expect(await realPathInside(inside, path.join(inside, 'link'))).toBeUndefined();
  });

  test('a dangling link exists, a missing file and a path below a file do not', async () => {
    expect(await exists(path.join(root, 'in/dangling'))).toBe(true);
    expect(await exists(path.join(root, 'in/none'))).toBe(false);
    expect(await exists(path.join(root, 'in/file/none'))).toBe(false);
  });
});
