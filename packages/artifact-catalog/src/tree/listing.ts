import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { bytesOfPath, escapeBytes, textOfPath, unescapeBytes } from './path-text.js';
import type { TreeEntry } from './types.js';

/** The first line of every listing. */
const HEAD = 'rbee-tree 1';

/** How many lines are made or read before others have a turn. */
const LINES_A_TURN = 2_000;

/** The permission bits as in a listing: `0755`. */
export function modeText(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/** A tree's canonical text, and its entries in the order of that. */
export interface OrderedTree {
  readonly listing: string;
  readonly entries: readonly TreeEntry[];
}

/** The canonical text of a tree: a line of words an entry, in the order of their escaped paths. */
export async function treeListing(entries: readonly TreeEntry[], signal?: AbortSignal): Promise<string> {
  return (await orderTree(entries, signal)).listing;
}

export async function orderTree(
  entries: readonly TreeEntry[],
  signal: AbortSignal | undefined,
): Promise<OrderedTree> {
  const keyed: { readonly key: string; readonly entry: TreeEntry }[] = [];
  for (const entry of entries) {
    if (keyed.length % LINES_A_TURN === 0) await turn(signal);
    keyed.push({ key: escapeBytes(bytesOfPath(entry.path)), entry });
  }
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  await turn(signal);
  const lines = keyed.map(({ key, entry }) => `${lineOf(entry, key)}\n`);
  return { listing: `${HEAD}\n${lines.join('')}`, entries: keyed.map(({ entry }) => entry) };
}

/** `sha256:` digest of a listing. */
export function listingDigest(listing: string): string {
  return `sha256:${createHash('sha256').update(listing).digest('hex')}`;
}

/** The entries of a listing; `undefined` for a text that {@link treeListing} never writes. */
export async function readTreeListing(
  text: string,
  signal?: AbortSignal,
): Promise<readonly TreeEntry[] | undefined> {
  const lines = text.split('\n');
  if (lines.shift() !== HEAD || lines.pop() !== '') return undefined;
  const entries: TreeEntry[] = [];
  for (const line of lines) {
    if (entries.length % LINES_A_TURN === 0) await turn(signal);
    const entry = entryOf(line);
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  return entries;
}

function lineOf(entry: TreeEntry, key: string): string {
  if (entry.type === 'folder') return `folder ${modeText(entry.mode)} ${key}`;
  if (entry.type === 'link') return `link ${key} ${escapeBytes(bytesOfPath(entry.target))}`;
  return `file ${modeText(entry.mode)} ${entry.size} ${entry.digest} ${key}`;
}

const MODE = /^[0-7]{4}$/;
const SIZE = /^(?:0|[1-9]\d{0,15})$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

function entryOf(line: string): TreeEntry | undefined {
  const [type, ...words] = line.split(' ');
  if (type === 'folder') return folderOf(words);
  if (type === 'link') return linkOf(words);
  return type === 'file' ? fileOf(words) : undefined;
}

function folderOf([mode = '', key = '', ...more]: string[]): TreeEntry | undefined {
  const path = pathOf(key);
  if (path === undefined || !MODE.test(mode) || more.length > 0) return undefined;
  return { type: 'folder', path, mode: Number.parseInt(mode, 8) };
}

function linkOf([key = '', word = '', ...more]: string[]): TreeEntry | undefined {
  const [path, target] = [pathOf(key), pathOf(word)];
  if (path === undefined || target === undefined || more.length > 0) return undefined;
  return { type: 'link', path, target };
}

function fileOf([mode = '', size = '', digest = '', key = '', ...more]: string[]): TreeEntry | undefined {
  const path = pathOf(key);
  const isWellFormed = MODE.test(mode) && SIZE.test(size) && DIGEST.test(digest) && more.length === 0;
  if (path === undefined || !isWellFormed) return undefined;
  return { type: 'file', path, mode: Number.parseInt(mode, 8), size: Number(size), digest };
}

function pathOf(key: string): string | undefined {
  const bytes = key === '' ? undefined : unescapeBytes(key);
  return bytes && textOfPath(bytes);
}

async function turn(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await nextTurn();
  signal?.throwIfAborted();
}
