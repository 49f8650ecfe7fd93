import { open } from 'node:fs/promises';
import path from 'node:path';
import type { TreeEntry } from '@rbee/artifact-catalog';
import { vercmp } from '@rbee-internal/vercmp';
import { readElf } from '../launcher/read-elf.js';

/** Files that are looked into. */
const MAX_FILES = 20_000;

/** The least version of glibc that every program and library of a tree can be loaded with; `undefined` where none needs it. */
export async function glibcFloor(
  folder: string,
  entries: readonly TreeEntry[],
  signal?: AbortSignal,
): Promise<string | undefined> {
  let floor: string | undefined;
  for (const entry of entries.filter(({ type }) => type === 'file').slice(0, MAX_FILES)) {
    signal?.throwIfAborted();
    if (entry.type !== 'file' || entry.size < 64) continue;
    for (const version of await versionsOf(path.join(folder, entry.path)))
      if (floor === undefined || vercmp(version, floor) > 0) floor = version;
  }
  return floor;
}

async function versionsOf(file: string): Promise<readonly string[]> {
  const handle = await open(file);
  try {
    const { versions = [] } = (await readElf(handle)) ?? {};
    return versions.flatMap((name) => /^GLIBC_(\d+(?:\.\d+)+)$/.exec(name)?.[1] ?? []);
  } finally {
    await handle.close();
  }
}

/** Libraries of a tree: ELF files with a soname, and those that are called as libraries are. */
export function bundledLibraries(
  entries: readonly TreeEntry[],
): readonly { readonly path: string; readonly digest: string }[] {
  return entries.flatMap((entry) =>
    entry.type === 'file' && /\.(?:so(?:\.[0-9.]+)?|dylib)$/.test(entry.path)
      ? [{ path: entry.path, digest: entry.digest }]
      : [],
  );
}
