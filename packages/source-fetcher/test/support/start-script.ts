import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

/** Runs a TypeScript file as a process of its own, which ends with the test at the latest. */
export function startScript(
  file: string,
  args: readonly string[],
): ChildProcessByStdio<null, Readable, null> {
  const kit = createRequire(createRequire(import.meta.url).resolve('@rbee-internal/test-kit'));
  const tsx = pathToFileURL(kit.resolve('tsx')).href;
  return startNode(['--import', tsx, file, ...args]);
}

/** Runs Node with these arguments; it ends with the test at the latest. */
export function startNode(args: readonly string[]): ChildProcessByStdio<null, Readable, null> {
  const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void started.kill('SIGKILL'));
  return started;
}
