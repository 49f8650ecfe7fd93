import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const sourceFolder = path.resolve(import.meta.dirname, '../../src');

test('the code for browsers imports nothing of Node, nor of the code for Node', async () => {
  const names = await readdir(sourceFolder, { recursive: true });
  const files = names.filter((name) => name.endsWith('.ts') && !/^(?:node\.ts|cli\b)/.test(name));
  expect(files.length).toBeGreaterThan(20);
  const imported = new Set<string>();
  for (const file of files) {
    const text = await readFile(path.join(sourceFolder, file), 'utf8');
    for (const [, name] of text.matchAll(/^(?:import|export|\}) ?.* from '([^.'][^']*)'/gm))
      imported.add(name ?? '');
    expect(text).not.toMatch(/ from '[./]*(?:node|cli[^']*)\.js'/);
  }
  expect([...imported].sort()).toEqual(['@rbee-internal/redact-url', '@rbee-internal/vercmp', 'unbash']);
});
