import { findProgram } from '@rbee-internal/system/process';
import type { Finding, Probe } from '../machine.js';
import { inTurns } from './in-turns.js';
import type { Look, LookContext } from './look-context.js';

/** Programs on `PATH`; those whose version matters are run with `--version`. */
export const lookForCommands: Look = (probes, context) =>
  inTurns(probes, async (probe): Promise<Finding | undefined> => {
    context.signal?.throwIfAborted();
    if (probe.name.includes('/')) return undefined;
    const path = await findProgram(probe.name, { PATH: context.PATH });
    if (path === undefined) return undefined;
    const version = probe.versioned ? await versionOf(probe, path, context) : undefined;
    return { probe, path, ...(version !== undefined && { version }) };
  });

async function versionOf({ name }: Probe, path: string, { ask }: LookContext): Promise<string | undefined> {
  // Go has its own way.
  const output = await ask(path, [name === 'go' ? 'version' : '--version']);
  return /\d+(?:\.\d+)+/.exec(output)?.[0];
}
