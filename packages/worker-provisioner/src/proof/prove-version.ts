import { type ConfinedResult, runConfined } from '@rbee/pkgbuild-executor';
import { showForeign } from '@rbee-internal/redact-url';
import type { FullProbe } from '@rbee-internal/worker-entry';
import { confinement, MAX_OUTPUT_BYTES, type ProveOptions } from './confinement.js';
import { describeEnd, notProven } from './not-proven.js';
import { pluginProblem } from './plugin-problem.js';

type VersionProbe = Extract<FullProbe, { kind: 'version' }>;

/** What a program prints that did not understand its arguments, whatever it then exits with. */
const USAGE = /^\s*usage:/im;

/** Starts a program that prints something and ends. */
export async function proveVersion(program: string, options: ProveOptions<VersionProbe>): Promise<void> {
  const command = [program, ...options.probe.args] as const;
  const result = await runConfined({ command, ...(await confinement(options)) });
  const problem = problemOf(result, options) ?? (await pluginProblem(options));
  if (problem === undefined) return;
  const { end, output } = result;
  throw await notProven({ command, problem, end, output }, options);
}

function problemOf(
  { end, output }: ConfinedResult,
  { probe, version, timeoutMilliseconds }: ProveOptions<VersionProbe>,
): string | undefined {
  if (Buffer.byteLength(output) >= MAX_OUTPUT_BYTES) return `it printed more than ${MAX_OUTPUT_BYTES} bytes`;
  if (end.type !== 'exit' || end.code !== 0) return describeEnd(end, timeoutMilliseconds);
  const { expect } = probe;
  if (expect !== undefined)
    return output.includes(expect) ? undefined : `its output does not contain ${showForeign(expect)}`;
  if (USAGE.test(output) && !output.includes(version))
    return 'it printed how it is used, and not its version';
  return undefined;
}
