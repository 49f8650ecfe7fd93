import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseSource } from '@rbee/pkgbuild-parser';
import { listTree, useTempDir } from '@rbee-internal/test-kit';
import type { Checksums, Clock, FetchEvent, SourceRequest } from '../../src/index.js';

export interface Workspace {
  readonly root: string;
  readonly startDir: string;
  readonly srcDir: string;
  readonly cacheDir: string;
  readonly events: FetchEvent[];
  readonly onEvent: (event: FetchEvent) => void;
  /** Its sleep takes no time. */
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Waits for nothing and notes how long it was to wait. */
export function instantClock(slept: number[] = []): Clock {
  return {
    now: () => Date.UTC(2026, 0, 1),
    random: () => 0,
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted();
      slept.push(milliseconds);
    },
  };
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
  const onEvent = (event: FetchEvent) => void events.push(event);
  const env = { PATH: process.env.PATH, HOME: root };
  return { root, startDir, srcDir, cacheDir, events, onEvent, clock: instantClock(), env };
}

/** What is left in the folders that a call writes to: names in the source folder, downloads in the cache. */
export async function leftIn({ srcDir, cacheDir }: Workspace): Promise<{ src: string[]; cache: string[] }> {
  return { src: (await readdir(srcDir)).sort(), cache: await downloadsIn(cacheDir) };
}

/** The finished and unfinished downloads of a cache, by their names. */
export async function downloadsIn(cacheDir: string): Promise<string[]> {
  const files = (await listTree(path.join(cacheDir, 'v1'))).filter((file) => !file.endsWith('/'));
  return files
    .filter((file) => /^(objects|partials)\//.test(file))
    .map((file) => path.basename(file))
    .sort();
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
