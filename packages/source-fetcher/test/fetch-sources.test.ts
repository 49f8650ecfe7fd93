import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { fetchSources, parseSource, updateChecksums } from '../src/index.js';
import { tarOf } from './support/tar-archive.js';
import { hexDigest } from './support/workspace.js';

test('one folder is enough: what was fetched is in it, and nothing else', async () => {
  const archive = tarOf({ path: 'hello/README', body: 'hello\n' });
  const { url } = await startHttpServer({ '/hello.tar': { type: 'body', body: archive } });
  const srcDir = await useTempDir();
  const request = {
    source: parseSource(`${url}/hello.tar`),
    checksums: { sha256: hexDigest('sha256', archive) },
  };
  for (let round = 0; round < 2; round += 1) {
    const [fetched] = await fetchSources([request], { srcDir });
    expect(fetched).toMatchObject({ verified: 'checksum', extracted: true });
    expect(await readFile(path.join(srcDir, 'hello/README'), 'utf8')).toBe('hello\n');
    expect((await readdir(srcDir)).sort()).toEqual(['hello', 'hello.tar']);
  }
  expect(await updateChecksums([request], { srcDir })).toEqual([request.checksums]);
});

test('without a folder of the recipe no local file is found, not even in the folder of the sources', async () => {
  const srcDir = await useTempDir();
  await writeFile(path.join(srcDir, 'local.patch'), 'x');
  const fetched = fetchSources([{ source: parseSource('local.patch'), checksums: { sha256: 'SKIP' } }], {
    srcDir,
  });
  expect(await rejectionOf(fetched)).toMatchObject({ code: 'LOCAL_SOURCE_MISSING' });
  expect(await readdir(srcDir)).toEqual(['local.patch']);
});
