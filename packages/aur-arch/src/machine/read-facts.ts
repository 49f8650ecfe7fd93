import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Host } from '../types.js';
import type { LookContext } from './look/look-context.js';
import type { MachineFacts } from './machine.js';

export interface ReadFactsRequest {
  readonly context: LookContext;
  readonly host: Host;
  readonly osRelease: string | undefined;
  readonly uname: () => NonNullable<MachineFacts['uname']>;
}

/** What a recipe may ask of this machine while it is read. */
export async function readFacts({
  context,
  host,
  osRelease,
  uname,
}: ReadFactsRequest): Promise<MachineFacts> {
  context.signal?.throwIfAborted();
  const commands = await programsOn(context);
  return {
    carch: host.architecture,
    uname: uname(),
    commands: Object.fromEntries(commands),
    files: (name) => (name === '/etc/os-release' ? (osRelease ?? false) : undefined),
  };
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
