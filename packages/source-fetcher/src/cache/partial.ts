import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { replaceFile } from '@rbee-internal/system/files';
import type { CacheLayout } from './layout.js';
import { namesIn } from './names-in.js';
import { createOwner, isOwnerAlive } from './owner.js';

/** What proves that a server still has the bytes that a partial download is the beginning of. */
export interface Validator {
  readonly header: 'etag' | 'last-modified';
  readonly value: string;
}

/** The beginning of a download, in a folder that belongs to this call alone. */
export interface Partial {
  /** The bytes. */
  readonly file: string;
  /** How many there are. */
  size(): Promise<number>;
  validator(): Promise<Validator | undefined>;
  /** Forgets the bytes, and remembers what those to come can be resumed with. */
  restart(validator: Validator | undefined): Promise<void>;
  /** Leaves it for the next call to resume, when there is something to resume by. */
  keep(): Promise<void>;
  drop(): Promise<void>;
}

const SEPARATOR = '~';

/** Takes over what an earlier call left of a download, or begins a new one. */
export async function claimPartial(key: string, layout: CacheLayout): Promise<Partial> {
  await mkdir(layout.partials, { recursive: true });
  const claimed = await claimFolder(key, layout.partials);
  return openPartial({ claimed, layout });
}

/** A folder that belongs to this call alone, for what it receives. */
export interface ClaimedFolder {
  readonly folder: string;
  /** Leaves it for the next call that claims the key; where one is left already, it is dropped. */
  keep(): Promise<void>;
  drop(): Promise<void>;
}

/** Takes over the folder that an earlier call left for a key, or makes a new one in `partials`, which is there. */
export async function claimFolder(key: string, partials: string): Promise<ClaimedFolder> {
  const shared = path.join(partials, key);
  const folder = `${shared}${SEPARATOR}${await createOwner()}`;
  if (!(await takeOver(key, { partials, folder }))) await mkdir(folder);
  const drop = () => rm(folder, { recursive: true, force: true });
  return {
    folder,
    async keep() {
      if (!(await tryRename(folder, shared))) await drop();
    },
    drop,
  };
}

/** The process that a partial belongs to; `undefined` when it waits to be resumed. */
export function partialOwner(folderName: string): string | undefined {
  const at = folderName.indexOf(SEPARATOR);
  return at === -1 ? undefined : folderName.slice(at + 1);
}

/** How many bytes a call could take over of a download, or another call is receiving now. */
export async function partialBytes(key: string, { partials }: CacheLayout): Promise<number> {
  let most = 0;
  for (const name of await namesIn(partials)) {
    if (!isPartialOf(key, name)) continue;
    const { size, validator } = openFolder(path.join(partials, name));
    if ((await validator()) !== undefined) most = Math.max(most, await size());
  }
  return most;
}

function isPartialOf(key: string, folderName: string): boolean {
  return folderName === key || folderName.startsWith(`${key}${SEPARATOR}`);
}

interface TakeOverInit {
  readonly partials: string;
  readonly folder: string;
}

/** A partial that was left in good order has the plain name; one whose process was killed has its owner's. */
async function takeOver(key: string, { partials, folder }: TakeOverInit): Promise<boolean> {
  for (const name of await readdir(partials)) {
    if (!isPartialOf(key, name)) continue;
    const owner = partialOwner(name);
    if (owner !== undefined && (await isOwnerAlive(owner))) continue;
    if (await tryRename(path.join(partials, name), folder)) return true;
  }
  return false;
}

async function tryRename(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) return false;
    throw error;
  }
}

interface PartialInit {
  readonly claimed: ClaimedFolder;
  readonly layout: CacheLayout;
}

function openFolder(folder: string) {
  const file = path.join(folder, 'data');
  const facts = path.join(folder, 'validator.json');
  return { file, facts, size: () => sizeOf(file), validator: () => readValidator(facts) };
}

function openPartial({ claimed, layout }: PartialInit): Partial {
  const { file, facts, size, validator } = openFolder(claimed.folder);
  return {
    file,
    size,
    validator,
    async restart(next) {
      // The old bytes go first: a crash in between must not leave them with the new validator.
      await rm(file, { force: true });
      await rm(facts, { force: true });
      if (next !== undefined)
        await replaceFile(facts, JSON.stringify(next), { temporaryFolder: layout.temporary });
      await (await open(file, 'wx', 0o644)).close();
    },
    async keep() {
      const isUseful = (await validator()) !== undefined && (await size()) > 0;
      await (isUseful ? claimed.keep() : claimed.drop());
    },
    drop: claimed.drop,
  };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return 0;
    throw error;
  }
}

async function readValidator(file: string): Promise<Validator | undefined> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof parsed !== 'object' || parsed === null || !('header' in parsed) || !('value' in parsed))
    return undefined;
  const { header, value } = parsed;
  if ((header !== 'etag' && header !== 'last-modified') || typeof value !== 'string') return undefined;
  return { header, value };
}
