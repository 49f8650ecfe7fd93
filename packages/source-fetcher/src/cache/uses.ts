import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { replaceFile } from '@rbee-internal/system/files';
import type { CacheLayout } from './layout.js';
import { createOwner, isOwnerAlive } from './owner.js';

/** Keeps what a call works with from being pruned. */
export interface Use {
  /** A cached file that is in use until the call is over: what it leaves in the source folder are copies. */
  add(object: string): Promise<void>;
  /** The call is over. */
  end(): Promise<void>;
}

interface UseRecord {
  /** The process whose call still runs. */
  readonly owner: string;
  readonly objects: readonly string[];
}

export async function beginUse(layout: CacheLayout): Promise<Use> {
  const owner = await createOwner();
  const file = path.join(layout.uses, `${owner}.json`);
  const objects: string[] = [];
  const write = (record: UseRecord) =>
    replaceFile(file, JSON.stringify(record), { temporaryFolder: layout.temporary });
  let queue = Promise.resolve();
  return {
    add(object) {
      objects.push(object);
      queue = queue.then(() => write({ owner, objects }));
      return queue;
    },
    async end() {
      await queue.catch(() => undefined);
      await rm(file, { force: true });
    },
  };
}

/** Every cached file that a running call needs. Records of calls whose process is gone are removed. */
export async function objectsInUse(layout: CacheLayout): Promise<Set<string>> {
  const inUse = new Set<string>();
  await mkdir(layout.uses, { recursive: true });
  for (const name of await readdir(layout.uses)) {
    const file = path.join(layout.uses, name);
    const record = await readRecord(file);
    if (record !== undefined && (await isOwnerAlive(record.owner)))
      for (const object of record.objects) inUse.add(object);
    else await rm(file, { force: true });
  }
  return inUse;
}

async function readRecord(file: string): Promise<UseRecord | undefined> {
  try {
    const { owner, objects } = (JSON.parse(await readFile(file, 'utf8')) ?? {}) as Partial<UseRecord>;
    if (typeof owner !== 'string' || !Array.isArray(objects)) return undefined;
    return { owner, objects: objects.filter((object: unknown) => typeof object === 'string') };
  } catch (error) {
    if (error instanceof SyntaxError || isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
