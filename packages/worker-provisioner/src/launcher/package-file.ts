import path from 'node:path';
import { openRegularFile } from '@rbee-internal/system/files';
import type { PackageEntry } from '../package/package-tree.js';
import { readAbsolutePaths, unusualPaths } from './absolute-paths.js';
import { type ElfFacts, readElf } from './read-elf.js';

/** A file of a package that is run, or loaded by what is run. */
export interface PackageFile {
  /** In the tree. */
  readonly path: string;
  readonly elf?: ElfFacts;
  /** The path of the command of a script's first line. */
  readonly interpreter?: string;
  /** Paths below `/usr` and `/opt` that it names. */
  readonly absolutePaths: ReadonlySet<string>;
}

/** Files that are opened together. */
const BATCH = 16;
const HEAD_BYTES = 1_024;

/** Reads the programs, libraries and scripts of a packaged tree. Other files are only looked at. */
export async function readPackageFiles(
  root: string,
  entries: readonly PackageEntry[],
  signal: AbortSignal | undefined,
): Promise<PackageFile[]> {
  const wanted = entries.filter(({ kind, mode, path: entry }) => {
    return kind === 'file' && ((mode & 0o111) !== 0 || /\.so(?:\.|$)/.test(entry));
  });
  const unusual = unusualPaths(entries.map((entry) => entry.path));
  const files: PackageFile[] = [];
  for (let start = 0; start < wanted.length; start += BATCH) {
    signal?.throwIfAborted();
    const batch = wanted.slice(start, start + BATCH);
    const read = await Promise.all(
      batch.map((entry) => readFile(path.join(root, entry.path), { name: entry.path, unusual, signal })),
    );
    files.push(...read.filter((file) => file !== undefined));
  }
  return files;
}

interface FileReading {
  /** In the tree. */
  readonly name: string;
  readonly unusual: readonly string[];
  readonly signal: AbortSignal | undefined;
}

async function readFile(
  file: string,
  { name, unusual, signal }: FileReading,
): Promise<PackageFile | undefined> {
  const handle = await openRegularFile(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const interpreter = interpreterOf(buffer.subarray(0, bytesRead));
    const elf = interpreter === undefined ? await readElf(handle) : undefined;
    if (interpreter === undefined && elf === undefined) return undefined;
    const absolutePaths = await readAbsolutePaths(handle, unusual, signal);
    // Libraries are found by the library path.
    for (const folder of elf?.runPaths ?? []) absolutePaths.delete(path.posix.resolve('/', folder));
    return {
      path: name,
      absolutePaths,
      ...(elf !== undefined && { elf }),
      ...(interpreter !== undefined && { interpreter }),
    };
  } finally {
    await handle.close();
  }
}

/** Of `#!/usr/bin/env app-shell` it is the program that env finds where packages put their programs. */
function interpreterOf(head: Buffer): string | undefined {
  if (head.toString('latin1', 0, 2) !== '#!') return undefined;
  const line = head.toString('utf8', 2).split('\n')[0] ?? '';
  const [command = '', ...words] = line.trim().split(/\s+/);
  if (command !== '/usr/bin/env') return command;
  const name = words.find((word) => !/^-|=/.test(word));
  return name === undefined || name.includes('/') ? (name ?? command) : `/usr/bin/${name}`;
}
