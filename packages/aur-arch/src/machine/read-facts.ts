import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { inTurns } from './look/in-turns.js';
import type { LookContext } from './look/look-context.js';
import type { MachineFacts } from './machine.js';

/** What a recipe may ask of this machine while it is read, by what is known of it and what its programs say. */
export async function readFacts(
  context: LookContext,
  known: Omit<MachineFacts, 'commands' | 'configuration'>,
): Promise<MachineFacts> {
  context.signal?.throwIfAborted();
  const programs = await programsOn(context);
  return {
    ...known,
    configuration: programs.has('getconf') ? await readConfiguration(context) : {},
    // A path may be that of anything.
    commands: (name) => (name.includes('/') ? undefined : (programs.get(name) ?? false)),
  };
}

/** What recipes ask `getconf` for. */
const CONFIGURATION = [
  'LONG_BIT',
  'PAGESIZE',
  'PAGE_SIZE',
  'GNU_LIBC_VERSION',
  '_NPROCESSORS_CONF',
  '_NPROCESSORS_ONLN',
];

async function readConfiguration({ ask }: LookContext): Promise<Record<string, string>> {
  const values = await inTurns(CONFIGURATION, async (name) => {
    const value = (await ask('getconf', [name])).trim();
    return value === '' ? undefined : ([name, value] as const);
  });
  return Object.fromEntries(values);
}

/** No machine has as many. */
const MAX_PROGRAMS = 100_000;

/** Every program on `PATH` by its name; of two, the one that a shell would start. */
async function programsOn({ PATH, signal }: LookContext): Promise<Map<string, string>> {
  const programs = new Map<string, string>();
  for (const folder of PATH.split(path.delimiter)) {
    signal?.throwIfAborted();
    if (!path.isAbsolute(folder)) continue;
    for (const name of await readdir(folder).catch(() => [])) {
      if (programs.size >= MAX_PROGRAMS) return programs;
      if (!programs.has(name)) programs.set(name, path.join(folder, name));
    }
  }
  return programs;
}
