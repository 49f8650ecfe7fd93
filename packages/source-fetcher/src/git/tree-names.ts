import { joinInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { unsafeRepository } from './repository.js';

export interface NamedEntry {
  /** Its bytes, a character for each. */
  readonly name: string;
  readonly isLink: boolean;
}

/**
 * Refuses a folder of a tree that is not safe to write: names that are paths or git's own, the same name twice,
 * and a link whose name differs from another entry's in case alone, which is the same name on many file systems.
 * @throws SourceFetchError `GIT_UNSAFE`
 */
export function assertSafeNames(
  repository: { readonly name: string },
  entries: readonly NamedEntry[],
  prefix: string,
): void {
  const names = new Set<string>();
  const folded = new Map<string, number>();
  // A listing by whole paths may have names in it that are paths.
  const isInside = prefix
    .split('/')
    .slice(0, -1)
    .every((name) => !isForbidden(asText(name)));
  for (const { name } of entries) {
    if (!isInside || isForbidden(asText(name)))
      throw unsafeRepository(repository, `its tree has an entry '${shown(prefix + name)}'`);
    if (names.has(name)) throw unsafeRepository(repository, `its tree has '${shown(prefix + name)}' twice`);
    names.add(name);
    folded.set(foldBytes(name), (folded.get(foldBytes(name)) ?? 0) + 1);
  }
  const twin = entries.find(({ name, isLink }) => isLink && (folded.get(foldBytes(name)) ?? 0) > 1);
  if (twin)
    throw unsafeRepository(repository, `its link '${shown(prefix + twin.name)}' has a twin in other letters`);
}

/** Characters that HFS+ does not see, so that a name with them may be another. */
const INVISIBLE = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

function isForbidden(name: string): boolean {
  const plain = fold(name.replace(INVISIBLE, '')).replace(/[. ]+$/, '');
  if (name === '' || name === '.' || name === '..' || name.includes('/')) return true;
  // What a backslash, a colon or a final dot means to Windows is nothing but a character elsewhere.
  if (process.platform === 'win32' && joinInside('C:\\root', name) === undefined) return true;
  return plain === '.git' || plain === 'git~1';
}

function asText(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function shown(bytes: string): string {
  return showForeign(asText(bytes));
}

function foldBytes(bytes: string): string {
  return fold(asText(bytes));
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
