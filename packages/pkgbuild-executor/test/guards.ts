import { describe, it, type TestOptions } from 'vitest';
import type { ExecuteOptions } from '../src/index.js';
import { runTool } from './installed-tools.js';

type Sandbox = NonNullable<ExecuteOptions['sandbox']>;

/** Whether bubblewrap can run a program on this machine. */
export const HAS_BUBBLEWRAP =
  runTool('bwrap', ['--ro-bind', '/', '/', '--unshare-all', '--', 'true']).status === 0;

const ALL: readonly Sandbox[] = ['off', 'require'];
const SANDBOXED: readonly Sandbox[] = ['require'];

/** A suite for the build without a sandbox and with one; `%s` in its name is the option. */
export function describeEachGuard(name: string, body: (sandbox: Sandbox) => void): void {
  for (const sandbox of ALL) describeIn(sandbox, name, body);
}

/** A suite for the sandbox alone. */
export function describeInSandbox(name: string, body: (sandbox: Sandbox) => void): void {
  for (const sandbox of SANDBOXED) describeIn(sandbox, name, body);
}

/** A test for the build without a sandbox and with one. */
export function itInEachGuard(
  name: string,
  options: TestOptions,
  body: (sandbox: Sandbox) => Promise<void>,
): void {
  for (const sandbox of ALL) {
    if (works(sandbox)) it(named(name, sandbox), options, () => body(sandbox));
    else it.skip(named(name, sandbox), options, () => body(sandbox));
  }
}

function describeIn(sandbox: Sandbox, name: string, body: (sandbox: Sandbox) => void): void {
  if (works(sandbox)) describe(named(name, sandbox), () => body(sandbox));
  else describe.skip(named(name, sandbox), () => body(sandbox));
}

function works(sandbox: Sandbox): boolean {
  return sandbox === 'off' || HAS_BUBBLEWRAP;
}

function named(name: string, sandbox: Sandbox): string {
  return `${name.replace('%s', sandbox)}${works(sandbox) ? '' : ' (skipped: bwrap does not work here)'}`;
}
