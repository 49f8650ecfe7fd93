import { access } from 'node:fs/promises';
import path from 'node:path';
import type { CallOptions } from '@rbee/artifact-catalog';
import { type Machine, packagesOfLibrary, probeText } from '@rbee/aur-arch';
import { z } from 'zod';
import type { SystemLibrary } from './library-folders.js';

/** Libraries that files of a package need, and that neither the package nor the machine has. */
export const missingLibrariesSchema = z.object({
  libraries: z
    .array(
      z.object({
        library: z.string().describe('Its soname, such as libgomp.so.1'),
        neededBy: z.string().describe('A file of the package that needs it'),
        packages: z.array(z.string()).readonly().describe('The native packages that bring it, where known'),
      }),
    )
    .readonly(),
  command: z.string().optional().describe('The native command that brings them, as far as they are known'),
});

/** Libraries that files of a package need, and that neither the package nor the machine has. */
export type MissingLibraries = Readonly<z.infer<typeof missingLibrariesSchema>>;

/** Where a library is looked for. */
export interface LibrarySearch extends CallOptions {
  readonly machine: Machine;
  /** Of a worker that is started: its `LD_LIBRARY_PATH` counts. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What every machine has whose libraries can be found at all. */
const C_LIBRARIES = ['libc.so.6', 'libc.musl-x86_64.so.1', 'libc.musl-aarch64.so.1'];
/** Libraries that are looked for. */
const MAX_LIBRARIES = 1_000;

/**
 * Looks for the libraries that a package needs of the system, as the dynamic loader would. `undefined` when none is
 * missing, and where the machine does not say which it has.
 */
export async function findMissingLibraries(
  wanted: readonly SystemLibrary[],
  { machine, env, signal }: LibrarySearch,
): Promise<MissingLibraries | undefined> {
  if (machine.host.os !== 'linux' || wanted.length === 0) return undefined;
  const names = [...wanted.slice(0, MAX_LIBRARIES).map(({ library }) => library), ...C_LIBRARIES];
  const probes = names.map((name) => ({ kind: 'library', name }) as const);
  const found = await machine.find(probes, { signal });
  const has = (name: string) => found.has(probeText({ kind: 'library', name }));
  if (!C_LIBRARIES.some(has)) return undefined;
  const added = (env.LD_LIBRARY_PATH ?? '').split(':').filter((folder) => path.isAbsolute(folder));
  const missing: SystemLibrary[] = [];
  for (const one of wanted.slice(0, MAX_LIBRARIES)) {
    signal?.throwIfAborted();
    if (!has(one.library) && !(await isIn([...one.runPaths, ...added], one.library))) missing.push(one);
  }
  return missing.length === 0 ? undefined : describeMissing(missing, machine);
}

function describeMissing(missing: readonly SystemLibrary[], machine: Machine): MissingLibraries {
  const libraries = missing.map(({ library, neededBy }) => {
    return { library, neededBy, packages: [...packagesOfLibrary(library, machine)] };
  });
  const packages = [...new Set(libraries.flatMap((each) => each.packages))];
  const { installCommand } = machine;
  if (packages.length === 0 || installCommand === undefined) return { libraries };
  return { libraries, command: [...installCommand, ...packages].join(' ') };
}

async function isIn(folders: readonly string[], library: string): Promise<boolean> {
  for (const folder of folders) {
    const isThere = await access(path.join(folder, library)).then(
      () => true,
      () => false,
    );
    if (isThere) return true;
  }
  return false;
}
