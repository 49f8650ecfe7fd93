import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const DIST = path.resolve(import.meta.dirname, '../../dist');
const ASSETS = path.join(DIST, 'assets');

test('the built page is a document and hashed assets beside it, and small', async () => {
  const assets = await readdir(ASSETS);
  expect(assets.map((name) => name.replace(/-[\w-]{8}\./, '-HASH.')).sort()).toEqual([
    'icon-HASH.svg',
    'index-HASH.css',
    'index-HASH.js',
  ]);
  const sizes = await Promise.all(
    assets.map(async (name) => gzipSync(await readFile(path.join(ASSETS, name))).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(50_000);
  expect((await stat(path.join(DIST, 'index.html'))).size).toBeLessThan(2_000);
});

test('the document has nothing inline that the policy would refuse, and names no other origin', async () => {
  const document = await readFile(path.join(DIST, 'index.html'), 'utf8');
  expect(document).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*src=)/);
  const addresses = [...document.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
  expect(addresses).toHaveLength(3);
  for (const address of addresses) expect(address).toMatch(/^\.\/assets\//);
});
