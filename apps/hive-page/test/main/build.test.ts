import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const DIST = path.resolve(import.meta.dirname, '../../dist');
const ASSETS = path.join(DIST, 'assets');

test('the built page is a document and hashed assets beside it, and small', async () => {
  const assets = await readdir(ASSETS);
  expect(assets.every((name) => /^[a-z-]+-[\w-]{8}\.(?:js|css|svg)$/.test(name))).toBe(true);
  const [script = ''] = assets.filter((name) => /^index-.*js$/.test(name));
  const imports = await importedBy(script);
  const first = assets.filter((name) => name === script || imports.has(name) || !name.endsWith('.js'));
  // What comes at first, then all that comes when views are shown.
  expect(await compressed(first)).toBeLessThan(50_000);
  expect(await compressed(assets)).toBeLessThan(67_000);
  expect((await stat(path.join(DIST, 'index.html'))).size).toBeLessThan(2_000);
});

test('the document has nothing inline that the policy would refuse, and names no other origin', async () => {
  const document = await readFile(path.join(DIST, 'index.html'), 'utf8');
  expect(document).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*src=)/);
  const addresses = [...document.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
  expect(addresses).toHaveLength(3);
  for (const address of addresses) expect(address).toMatch(/^\.\/assets\//);
});

/** The scripts that one needs before it runs. */
async function importedBy(script: string): Promise<ReadonlySet<string>> {
  const text = await readFile(path.join(ASSETS, script), 'utf8');
  return new Set(
    Array.from(text.matchAll(/(?:^|[;}])import[^;"'`()]*["'`]\.\/([^"'`]+)/g), ([, name]) => name ?? ''),
  );
}

async function compressed(names: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    names.map(async (name) => gzipSync(await readFile(path.join(ASSETS, name))).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
