import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const sourceFolder = path.resolve(import.meta.dirname, '../src');

test('imports nothing of Node', async () => {
  const files = (await readdir(sourceFolder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(20);
  const imported = new Set<string>();
  for (const file of files) {
    const text = await readFile(path.join(sourceFolder, file), 'utf8');
    for (const [, name] of text.matchAll(/ from '([^.'][^']*)'/g)) imported.add(name ?? '');
  }
  expect([...imported].sort()).toEqual(['@rbee-internal/redact-url', '@rbee-internal/vercmp', 'unbash']);
});
