import { createHash } from 'node:crypto';
import path from 'node:path';

/** Where each thing lies in a cache folder. The version is part of every path: another layout is another tree. */
export interface CacheLayout {
  readonly root: string;
  /** Downloads by the sha256 of their content. */
  readonly objects: string;
  /** What an address answered with last. */
  readonly index: string;
  /** The sha256 that goes with another digest. */
  readonly aliases: string;
  /** Downloads that are not finished. */
  readonly partials: string;
  /** Bare git repositories, one a remote. */
  readonly mirrors: string;
  readonly locks: string;
  /** What running calls and their source folders need. */
  readonly uses: string;
  /** Files that are being written. */
  readonly temporary: string;
}

export function cacheLayout(cacheDir: string): CacheLayout {
  const root = path.join(cacheDir, 'v1');
  const below = (name: string) => path.join(root, name);
  return {
    root,
    objects: below('objects'),
    index: below('index'),
    aliases: below('aliases'),
    partials: below('partials'),
    mirrors: below('mirrors'),
    locks: below('locks'),
    uses: below('uses'),
    temporary: below('temporary'),
  };
}

const SHA256 = /^[0-9a-f]{64}$/;

export function isSha256(text: string): boolean {
  return SHA256.test(text);
}

/** Where the content with this digest is. The digest comes from outside: anything else never becomes a path. */
export function objectPath({ objects }: CacheLayout, sha256: string): string {
  if (!isSha256(sha256)) throw new TypeError('An object is named by 64 hexadecimal digits.');
  return path.join(objects, sha256.slice(0, 2), sha256);
}

/** A file name that stands for an address, whatever characters it has. */
export function keyOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 40);
}
