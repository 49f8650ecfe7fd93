import { findProgram } from '@rbee-internal/system/process';
import type { Finding } from '../machine.js';
import { inTurns } from './in-turns.js';
import type { Look } from './look-context.js';

/** Modules that `pkg-config` knows, each with its version. */
export const lookForModules: Look = async (probes, { PATH, ask, signal }) => {
  const program = (await findProgram('pkg-config', { PATH })) ?? (await findProgram('pkgconf', { PATH }));
  if (program === undefined) return [];
  return inTurns(probes, async (probe): Promise<Finding | undefined> => {
    signal?.throwIfAborted();
    const version = (await ask(program, ['--modversion', '--', probe.name])).trim();
    return version === '' ? undefined : { probe, version };
  });
};
