import { mkdir, readdir, readFile, readlink, rm } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import type { CacheLayout } from './layout.js';
import { createOwner, isOwnerAlive } from './owner.js';
import { writeAtomically } from './write-atomically.js';

/** Keeps what a call works with from being pruned. */
export interface Use {
  /** A cached file that a link of the source folder will lead to: in use for as long as the link does. */
  add(object: string, link: string): Promise<void>;
  /** The call is over: from now on the links alone count. */
  end(): Promise<void>;
}

interface UseRecord {
  /** The process whose call still runs. */
  readonly owner?: string | undefined;
  readonly links: readonly { readonly link: string; readonly object: string }[];
}

export async function beginUse(layout: CacheLayout): Promise<Use> {
  const owner = await createOwner();
  const file = path.join(layout.uses, `${owner}.json`);
  const links: { link: string; object: string }[] = [];
  const write = (record: UseRecord) => writeAtomically(file, JSON.stringify(record), layout);
  let queue = Promise.resolve();
  return {
    add(object, link) {
      links.push({ object, link });
      queue = queue.then(() => write({ owner, links }));
      return queue;
    },
    async end() {
      await queue;
      if (links.length > 0) await write({ links });
    },
  };
}

/** Every cached file that a running call or a link of a source folder needs. Records of neither are removed. */
export async function objectsInUse(layout: CacheLayout): Promise<Set<string>> {
  const inUse = new Set<string>();
  await mkdir(layout.uses, { recursive: true });
  for (const name of await readdir(layout.uses)) {
    const file = path.join(layout.uses, name);
    const record = await readRecord(file);
    const isRunning = record?.owner !== undefined && (await isOwnerAlive(record.owner));
    let needed = isRunning;
    for (const { link, object } of record?.links ?? []) {
      if (!isRunning && !(await leadsTo(link, object))) continue;
      inUse.add(object);
      needed = true;
    }
    if (!needed) await rm(file, { force: true });
  }
  return inUse;
}

async function leadsTo(link: string, object: string): Promise<boolean> {
  try {
    return (await readlink(link)) === object;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EINVAL')) return false;
    throw error;
  }
}

async function readRecord(file: string): Promise<UseRecord | undefined> {
  try {
    const parsed = JSON.parse(await readFile(file, 'utf8')) as Partial<UseRecord> | null;
    if (!Array.isArray(parsed?.links)) return undefined;
    const links = parsed.links.filter(
      (entry: unknown): entry is { link: string; object: string } =>
        typeof entry === 'object' &&
        entry !== null &&
        'link' in entry &&
        'object' in entry &&
        typeof entry.link === 'string' &&
        typeof entry.object === 'string',
    );
    return { links, owner: typeof parsed.owner === 'string' ? parsed.owner : undefined };
  } catch (error) {
    if (error instanceof SyntaxError || isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
