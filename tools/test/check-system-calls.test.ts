import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { findSystemCalls } from '../check-system-calls.js';

const root = path.resolve(import.meta.dirname, '../..');

async function problemsOf(source: string, folder = 'packages/one'): Promise<string[]> {
  const repository = await useTempDir();
  const src = path.join(repository, folder, 'src');
  await mkdir(src, { recursive: true });
  await writeFile(path.join(src, 'index.ts'), source);
  return findSystemCalls(repository);
}

describe('what only internal/system may do', () => {
  test('is done nowhere else in this repository', () => {
    expect(findSystemCalls(root)).toEqual([]);
  });

  test.each([
    `import { spawn } from 'node:child_process';`,
    `const { execa } = await import('execa');`,
    'process.kill(pid, 0);',
    `readFile('/proc/sys/kernel/random/boot_id');`,
    'const either = AbortSignal.any([signal, AbortSignal.timeout(5)]);',
    'const timeout = AbortSignal.timeout(5);',
    'const no = env.no_proxy || env.NO_PROXY;',
    `const https = env['HTTPS_PROXY'];`,
    'const answer = await fetch(url);',
    'return { fetch: globalThis.fetch };',
    'export class LineSplitter {',
    'function createLineSplitter(max: number) {',
  ])('%s', async (line) => {
    expect(await problemsOf(`\n${line}\n`)).toEqual([
      expect.stringMatching(/^packages\/one\/src\/index\.ts:2: .*\.$/),
    ]);
    expect(await problemsOf(line, 'internal/system')).toEqual([expect.stringMatching(/no source files/)]);
  });

  test.each([
    '// AbortSignal.timeout(5) is lost',
    'type Fetch = typeof globalThis.fetch;',
    'const body = await transport.fetch(url);',
    `const names = ['no_proxy', 'NO_PROXY'];`,
  ])('not: %s', async (line) => {
    expect(await problemsOf(line)).toEqual([]);
  });

  test('the page runs in a browser and has its fetch', async () => {
    expect(await problemsOf('await fetch(url);', 'apps/hive-page')).toEqual([]);
  });
});
