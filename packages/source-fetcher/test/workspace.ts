import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseSource } from '@rbee/pkgbuild-parser';
import { useTempDir } from '@rbee-internal/test-kit';
import type { Checksums, FetchEvent, SourceRequest } from '../src/index.js';

export interface Workspace {
  readonly root: string;
  readonly startDir: string;
  readonly srcDir: string;
  readonly cacheDir: string;
  readonly events: FetchEvent[];
  readonly onEvent: (event: FetchEvent) => void;
}

/** Three empty folders in a temporary one, and a list of the events. */
export async function useWorkspace(): Promise<Workspace> {
  const root = await useTempDir();
  const events: FetchEvent[] = [];
  const [startDir, srcDir, cacheDir] = ['start', 'src', 'cache'].map((name) => path.join(root, name)) as [
    string,
    string,
    string,
  ];
  await Promise.all([startDir, srcDir, cacheDir].map((folder) => mkdir(folder)));
  return { root, startDir, srcDir, cacheDir, events, onEvent: (event) => void events.push(event) };
}

/** The names left in the folders that a call writes to. */
export async function leftIn({ srcDir, cacheDir }: Workspace): Promise<{ src: string[]; cache: string[] }> {
  return { src: (await readdir(srcDir)).sort(), cache: (await readdir(cacheDir)).sort() };
}

const SKIP: Checksums = { sha256: 'SKIP' };

/** A request for an entry of a `source` array, with its own name or another. */
export function request(entry: string, more: Partial<SourceRequest> & { name?: string } = {}): SourceRequest {
  const { name, ...rest } = more;
  const source = parseSource(entry);
  return { checksums: SKIP, ...rest, source: name === undefined ? source : { ...source, name } };
}

export function hexDigest(algorithm: string, bytes: string | Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}
