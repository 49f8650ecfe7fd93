import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const SRC = path.resolve(import.meta.dirname, '../../src');

test('of the hive the page has types only, and else nothing but its libraries', async () => {
  const names = await readdir(SRC, { recursive: true });
  const imported = new Set<string>();
  for (const name of names.filter((found) => /\.tsx?$/.test(found))) {
    const text = await readFile(path.join(SRC, name), 'utf8');
    for (const [, isType, from] of text.matchAll(/^import (type )?[^'"]*from '([^.'][^']*)'/gm)) {
      if (isType === undefined) imported.add(from ?? '');
    }
  }
  expect([...imported].sort()).toEqual(['@preact/signals', 'eventsource-parser', 'preact', 'preact/hooks']);
});
