import { createHash } from 'node:crypto';
import { bytesOfPath, escapeBytes, textOfPath, unescapeBytes } from './path-text.js';
import { eachInTurns } from './turns.js';
import type { TreeEntry } from './types.js';

/** The first line of every listing. */
const HEAD = 'rbee-tree 1';

/** The permission bits as in a listing: `0755`. */
export function modeText(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/** A tree's canonical text, and its entries in the order of that. */
export interface OrderedTree {
  readonly listing: string;
  readonly entries: readonly TreeEntry[];
}

/**
 * The canonical text of a tree: a line of words an entry, in the order of their escaped paths. Its SHA-256 is the
 * tree's digest.
 * @example
 * const { entries } = await describeTree(folder);
 * const text = await treeListing(entries, signal);
 */
export async function treeListing(entries: readonly TreeEntry[], signal?: AbortSignal): Promise<string> {
  return (await orderTree(entries, signal)).listing;
}

export async function orderTree(
  entries: readonly TreeEntry[],
  signal: AbortSignal | undefined,
): Promise<OrderedTree> {
  const keyed: { readonly key: string; readonly entry: TreeEntry }[] = [];
  await eachInTurns(entries, signal, (entry) => {
    keyed.push({ key: escapeBytes(bytesOfPath(entry.path)), entry });
  });
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  const ordered: TreeEntry[] = [];
  const lines = [`${HEAD}\n`];
  await eachInTurns(keyed, signal, ({ key, entry }) => {
    ordered.push(entry);
    lines.push(`${lineOf(entry, key)}\n`);
  });
  return { listing: lines.join(''), entries: ordered };
}

/** `sha256:` digest of a listing. */
export function listingDigest(listing: string): string {
  return `sha256:${createHash('sha256').update(listing).digest('hex')}`;
}

/**
 * The entries of a listing; `undefined` for a text that {@link treeListing} never writes.
 * @example
 * const entries = await readTreeListing(await readFile(path.join(folder, '.tree'), 'utf8'));
 */
export async function readTreeListing(
  text: string,
  signal?: AbortSignal,
): Promise<readonly TreeEntry[] | undefined> {
  const lines = text.split('\n');
  if (lines.shift() !== HEAD || lines.pop() !== '') return undefined;
  const entries: TreeEntry[] = [];
  await eachInTurns(lines, signal, (line) => {
    const entry = entryOf(line);
    if (entry !== undefined) entries.push(entry);
  });
  return entries.length === lines.length ? entries : undefined;
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
