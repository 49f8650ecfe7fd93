import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fetchSources } from '../../../src/index.js';
import { serve, startOrigin } from '../../support/origin-server.js';
import { startScript } from '../../support/start-script.js';
import { downloadsIn, hexDigest, request, useWorkspace, type Workspace } from '../../support/workspace.js';

const BODY = randomBytes(600_000);
const SHA256 = hexDigest('sha256', BODY);

function startFetcher(workspace: Workspace, { url, srcDir }: { url: string; srcDir: string }): ChildProcess {
  const child = fileURLToPath(new URL('../../support/cache-child.ts', import.meta.url));
  return startScript(child, [url, SHA256, workspace.startDir, srcDir, workspace.cacheDir]);
}

test('two processes at once fetch once', { timeout: 60_000 }, async () => {
  const workspace = await useWorkspace();
  const origin = await startOrigin((asked, response) =>
    setTimeout(() => serve(asked, response, { body: BODY, etag: '"e"' }), 1500),
  );
  const folders = ['one', 'two'].map((name) => path.join(workspace.root, name));
  const exits = await Promise.all(
    folders.map(async (srcDir) => {
      await mkdir(srcDir);
      return once(startFetcher(workspace, { url: `${origin.url}/f`, srcDir }), 'exit');
    }),
  );
  expect(exits).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(origin.requests).toHaveLength(1);
  for (const srcDir of folders) expect(await readFile(path.join(srcDir, 'f'))).toEqual(BODY);
});

test('two calls of one process at once fetch once, SKIP or not', async () => {
  const workspace = await useWorkspace();
  const origin = await startOrigin((asked, response) =>
    setTimeout(() => serve(asked, response, { body: BODY }), 100),
  );
  const other = path.join(workspace.root, 'other');
  await mkdir(other);
  const asked = request(`${origin.url}/f`);
  await Promise.all([
    fetchSources([asked], workspace),
    fetchSources([asked], { ...workspace, srcDir: other }),
  ]);
  expect(origin.requests).toHaveLength(1);
});

test('a download whose process is killed is resumed, and its lock is taken over', {
  timeout: 60_000,
}, async () => {
  const workspace = await useWorkspace();
  const origin = await startOrigin((asked, response, count) => {
    if (count > 1) return serve(asked, response, { body: BODY, etag: '"e"' });
    response
      .writeHead(200, { etag: '"e"', 'content-length': String(BODY.length) })
      .write(BODY.subarray(0, 300_000));
  });
  const child = startFetcher(workspace, { url: `${origin.url}/f`, srcDir: workspace.srcDir });
  let told = '';
  child.stdout?.on('data', (chunk) => {
    told += chunk;
    if (told.includes('source-progress')) child.kill('SIGKILL');
  });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  expect(await downloadsIn(workspace.cacheDir)).toEqual(['data', 'validator.json']);
  await fetchSources([request(`${origin.url}/f`, { checksums: { sha256: SHA256 } })], workspace);
  expect(await readFile(path.join(workspace.srcDir, 'f'))).toEqual(BODY);
  expect(origin.requests[1]?.headers.range).toMatch(/^bytes=[1-9]\d*-$/);
  expect(await downloadsIn(workspace.cacheDir)).toEqual([SHA256]);
});
