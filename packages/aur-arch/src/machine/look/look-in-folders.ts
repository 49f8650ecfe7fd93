import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../machine.js';
import { inTurns } from './in-turns.js';
import type { Look, LookContext } from './look-context.js';

/** C headers, in the folders that compilers look into and in those of CUDA, ROCm and Homebrew. */
export const lookForHeaders: Look = (probes, context) => {
  const folders = foldersOf(context, 'include');
  return inTurns(probes, async (probe): Promise<Finding | undefined> => {
    context.signal?.throwIfAborted();
    for (const folder of folders) {
      const file = path.join(folder, probe.name);
      if (await exists(file)) return { probe, path: file };
    }
    return undefined;
  });
};

/** Absolute paths. */
export const lookForFiles: Look = (probes, { signal }) =>
  inTurns(probes, async (probe): Promise<Finding | undefined> => {
    signal?.throwIfAborted();
    return (await exists(probe.name)) ? { probe, path: probe.name } : undefined;
  });

/** Shared libraries: those that the loader knows, and those in folders that programs add for themselves. */
export const lookForLibraries: Look = async (probes, context) => {
  if (probes.length === 0) return [];
  const found = new Map<string, string>();
  for (const line of (await context.ask('/sbin/ldconfig', ['-p'])).split('\n')) {
    const [, soname, file] = /^\s+(\S+) \([^)]*\) => (\S+)$/.exec(line) ?? [];
    if (soname !== undefined && file !== undefined) add(soname, file);
  }
  for (const folder of foldersOf(context, 'lib')) {
    context.signal?.throwIfAborted();
    for (const name of await readdir(folder).catch(() => [])) add(name, path.join(folder, name));
  }
  return probes.flatMap((probe): Finding[] => {
    const file = found.get(probe.name);
    return file === undefined ? [] : [{ probe, path: file }];
  });

  function add(name: string, file: string): void {
    for (const of of sonamesOf(name)) if (!found.has(of)) found.set(of, file);
  }
};

/** `libcurl.so.4.8.0` shows `libcurl.so` and `libcurl.so.4` too, and so does a Mac's `libcurl.4.dylib`. */
export function sonamesOf(name: string): string[] {
  const [, stem, version = ''] =
    /^(.+)\.so((?:\.\d+)*)$/.exec(name) ?? /^(.+?)((?:\.\d+)*)\.dylib$/.exec(name) ?? [];
  if (stem === undefined) return [];
  const parts = version.split('.').slice(1);
  return [`${stem}.so`, ...parts.map((_, index) => [`${stem}.so`, ...parts.slice(0, index + 1)].join('.'))];
}

function foldersOf({ architecture }: LookContext, kind: 'include' | 'lib'): string[] {
  const triplet = TRIPLETS.get(architecture) ?? `${architecture}-linux-gnu`;
  const own = kind === 'lib' ? ['lib', 'lib64'] : ['include'];
  return [
    ...['/usr', '/usr/local', '/opt/cuda', '/usr/local/cuda', '/opt/rocm', '/opt/homebrew'].flatMap(
      (prefix) => own.map((name) => path.join(prefix, name)),
    ),
    path.join('/usr', kind, triplet),
    ...(kind === 'lib' ? ['/lib', '/lib64', path.join('/lib', triplet)] : []),
  ];
}

/** Debian's names where they are not built from the architecture's. */
const TRIPLETS: ReadonlyMap<string, string> = new Map([
  ['i686', 'i386-linux-gnu'],
  ['armv7h', 'arm-linux-gnueabihf'],
  ['loong64', 'loongarch64-linux-gnu'],
]);

async function exists(file: string): Promise<boolean> {
  return path.isAbsolute(file) && access(file).then(yes, no);
}

const yes = () => true;
const no = () => false;
