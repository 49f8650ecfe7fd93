import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { useTempDir } from '@rbee-internal/test-kit';
import { build } from 'tsup';
import { expect, test } from 'vitest';

const entry = path.resolve(import.meta.dirname, '../../../src/app.ts');

/** The app and all that it imports as one script for a platform without Node. */
async function bundle(file: string): Promise<string> {
  const outDir = await useTempDir();
  await build({
    config: false,
    entry: { app: file },
    outDir,
    format: 'iife',
    globalName: 'registry',
    platform: 'browser',
    noExternal: [/./],
    dts: false,
    silent: true,
    removeNodeProtocol: false,
  });
  return readFile(path.join(outDir, 'app.global.js'), 'utf8');
}

/** What an edge runtime has: the web's own interfaces, and nothing of Node. */
const webGlobals = {
  ...{ Request, Response, Headers, URL, URLSearchParams, TextEncoder, TextDecoder, Blob, CompressionStream },
  ...{ ReadableStream, TransformStream, WritableStream, crypto, performance, console, AbortController },
};

test('runs where there is nothing of Node', { timeout: 60_000 }, async () => {
  const code = await bundle(entry);
  expect(code).not.toMatch(/require\(|from ?["']node:|process\.env/);
  const script = `${code}
    const metadata = { id: 'a', name: 'A', version: '1', platforms: ['linux'], architectures: ['x86_64'] };
    const store = registry.createMemoryStore([{ metadata, pkgbuild: 'pkgname=a', files: new Map() }]);
    const app = registry.createRegistryApp({ store, version: '1', rateLimit: { requests: 2 } });
    const get = (path) => app.fetch(new Request('http://edge' + path), { clientAddress: '192.0.2.1' });
    (async () => {
      const answers = [await get('/workers'), await get('/workers/a/versions/1/PKGBUILD'), await get('/metrics')];
      return JSON.stringify(await Promise.all(answers.map(async (each) => [each.status, await each.text()])));
    })()`;
  const answers: unknown = JSON.parse(await runInNewContext(script, { ...webGlobals }));
  expect(answers).toEqual([
    [
      200,
      JSON.stringify({
        workers: [{ id: 'a', name: 'A', version: '1', platforms: ['linux'], architectures: ['x86_64'] }],
      }),
    ],
    [200, 'pkgname=a'],
    [429, '{"error":"Too many requests"}'],
  ]);
});

test('that test would see an import of Node', { timeout: 60_000 }, async () => {
  const file = path.join(await useTempDir(), 'with-node.ts');
  await writeFile(file, `export { readFileSync } from 'node:fs';`);
  await expect(bundle(file)).rejects.toThrow('Build failed');
});
