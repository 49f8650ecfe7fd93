import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { afterAll, beforeAll } from 'vitest';

/** How a child process ended, and what it printed. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

export interface Child {
  readonly process: ChildProcess;
  readonly end: Promise<ChildEnd>;
}

/**
 * Builds `child.ts` with the catalog into one file before the tests, so that a process starts in a moment, and answers
 * how it is started.
 */
export function useChildren(): (...values: string[]) => Child {
  let folder = '';
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'rbee-child-')));
    await build({
      config: false,
      silent: true,
      entry: { child: fileURLToPath(new URL('./child.ts', import.meta.url)) },
      outDir: folder,
      outExtension: () => ({ js: '.mjs' }),
      format: 'esm',
      target: 'node20',
      platform: 'node',
      noExternal: [/./],
      clean: false,
    });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return (...values) => start([path.join(folder, 'child.mjs'), ...values]);
}

function start(values: string[]): Child {
  const child = spawn(process.execPath, values, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      output += data;
    });
  const end = new Promise<ChildEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, output }));
  });
  return { process: child, end };
}
