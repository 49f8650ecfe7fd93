import { joinInside } from '@rbee-internal/contained-path';
import { unsafeRepository } from './repository.js';

export interface NamedEntry {
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
  for (const { name } of entries) {
    if (isForbidden(name) || joinInside('/root', prefix + name) === undefined)
      throw unsafeRepository(repository, `its tree has an entry '${prefix + name}'`);
    if (names.has(name)) throw unsafeRepository(repository, `its tree has '${prefix + name}' twice`);
    names.add(name);
    folded.set(fold(name), (folded.get(fold(name)) ?? 0) + 1);
  }
  const twin = entries.find(({ name, isLink }) => isLink && (folded.get(fold(name)) ?? 0) > 1);
  if (twin)
    throw unsafeRepository(repository, `its link '${prefix + twin.name}' has a twin in other letters`);
}

/** Characters that HFS+ does not see, so that a name with them may be another. */
const INVISIBLE = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

function isForbidden(name: string): boolean {
  const plain = fold(name.replace(INVISIBLE, '')).replace(/[. ]+$/, '');
  return name === '' || name === '.' || name.includes('/') || plain === '.git' || plain === 'git~1';
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
