import path from 'node:path';
import { joinInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError, type SourceFetchErrorCode } from '../../errors.js';
import type { FetchLimits } from '../../types.js';
import type { LinkTargets } from './outward-links.js';

/** What an archive says about an entry. */
export interface RawEntry {
  readonly path: string;
  readonly type: string;
  readonly linkpath?: string | undefined;
  readonly mode?: number | undefined;
  /** The size that an extended header says, when one does. */
  readonly paxSize?: number | undefined;
}

interface Placed {
  readonly path: string;
  /** Whether a file or link of that path was admitted before: the last one counts, as with any tar. */
  readonly replaces?: boolean;
}

/** An entry that may be written: `path` is relative to the root, `mode` has permission bits alone. */
export type AdmittedEntry =
  | (Placed & { readonly type: 'directory' | 'file'; readonly mode: number })
  | (Placed & { readonly type: 'symlink'; readonly target: string })
  /** `target` is the path of a file admitted before. */
  | (Placed & { readonly type: 'hardlink'; readonly target: string })
  /** The root itself, or a label without content. */
  | { readonly type: 'nothing' };

type WrittenEntry = Exclude<AdmittedEntry, { type: 'nothing' }>;

export interface EntryPolicy {
  /** @throws SourceFetchError `ARCHIVE_…` by what is wrong, `LIMIT` */
  admit(entry: RawEntry): AdmittedEntry;
  /** The symbolic links that were admitted, with their targets as written. */
  readonly links: LinkTargets;
}

/** What bounds the entries of an archive. */
export type EntryLimits = Pick<FetchLimits, 'archiveEntries' | 'archiveDepth'>;

/** Read, write and execute, without what umask 022 takes away, and without setuid, setgid and sticky. */
const MODE_MASK = 0o755;
const MAX_PATH_BYTES = 4096;
/** A header holds sizes below this; an extended header that says less makes two sizes of one. */
const LEAST_PAX_SIZE = 8 * 1024 ** 3;

/**
 * Decides which entries of an archive may be written below one empty folder. It rests on one rule: no entry is
 * written below anything but a folder of the archive's own. Where a symbolic link leads is then no matter, since
 * nothing here follows one: it is kept as it is written, as in repositories and as makepkg(8) leaves it.
 */
export function createEntryPolicy(name: string, limits: EntryLimits): EntryPolicy {
  const links = new Map<string, string>();
  const kinds = new Map<string, 'directory' | 'file' | 'link'>();
  let count = 0;

  function admit(entry: RawEntry): AdmittedEntry {
    count += 1;
    if (count > limits.archiveEntries) throw tooManyEntriesError(name, limits.archiveEntries);
    if (entry.type === 'TapeVolumeHeader') return { type: 'nothing' };
    const refuse = refusal(name, entry);
    const relative = normalise(entry.path, refuse);
    if (relative === '' && entry.type === 'Directory') return { type: 'nothing' };
    if (relative === '') throw refuse('ARCHIVE_UNSAFE', 'stands for the root but is not a folder');
    if (relative.split('/').length > limits.archiveDepth) throw tooDeepError(name, limits.archiveDepth);
    if (entry.paxSize !== undefined && entry.paxSize < LEAST_PAX_SIZE)
      throw refuse('ARCHIVE_AMBIGUOUS_SIZE', 'has a second size in an extended header');
    const admitted = classify(entry, { relative, refuse, isFile: (path) => kinds.get(path) === 'file' });
    // A file that is its own second name is there already.
    if (admitted.type === 'hardlink' && admitted.target === relative) return { type: 'nothing' };
    const replaces = claim(relative, admitted.type, refuse);
    if (admitted.type === 'symlink') links.set(relative, admitted.target);
    else if (replaces) links.delete(relative);
    return replaces ? { ...admitted, replaces } : admitted;
  }

  /** Returns whether a file or link of that path gives way. */
  function claim(relative: string, type: string, refuse: Refuse): boolean {
    const parents = relative.split('/').slice(0, -1);
    for (let depth = 1; depth <= parents.length; depth += 1) {
      const parent = parents.slice(0, depth).join('/');
      if ((kinds.get(parent) ?? 'directory') !== 'directory')
        throw refuse('ARCHIVE_BELOW_LINK', `lies below '${showForeign(parent)}', which is not a folder`);
      kinds.set(parent, 'directory');
    }
    const before = kinds.get(relative);
    if (before === 'directory' && type !== 'directory')
      throw refuse('ARCHIVE_DUPLICATE_PATH', 'is there as a folder, too');
    kinds.set(relative, type === 'directory' ? 'directory' : type === 'symlink' ? 'link' : 'file');
    return before === 'file' || before === 'link';
  }

  return { admit, links };
}

type Refuse = (code: SourceFetchErrorCode, why: string) => SourceFetchError;

interface ClassifyInit {
  readonly relative: string;
  readonly refuse: Refuse;
  /** Whether a path is that of a file admitted before. */
  readonly isFile: (path: string) => boolean;
}

function classify(entry: RawEntry, { relative, refuse, isFile }: ClassifyInit): WrittenEntry {
  const mode = (entry.mode ?? 0o644) & MODE_MASK;
  switch (entry.type) {
    case 'File':
    case 'OldFile':
    case 'ContiguousFile':
      return { type: 'file', path: relative, mode };
    case 'Directory':
      return { type: 'directory', path: relative, mode: mode | 0o700 };
    case 'SymbolicLink':
      return { type: 'symlink', path: relative, target: symlinkTarget(entry, refuse) };
    case 'Link': {
      const target = hardLinkTarget(entry, refuse);
      if (!isFile(target))
        throw refuse(
          'ARCHIVE_HARD_LINK',
          `is a hard link to '${showForeign(entry.linkpath ?? '')}', which is no file of this archive`,
        );
      return { type: 'hardlink', path: relative, target };
    }
    default:
      throw refuse(
        entry.type === 'SparseFile' ? 'ARCHIVE_SPARSE_FILE' : 'ARCHIVE_SPECIAL_FILE',
        `is of the kind ${showForeign(entry.type)}`,
      );
  }
}

/** A hard link is named from the archive's root; whatever its name is, only a file of the archive will do. */
function hardLinkTarget(entry: RawEntry, refuse: Refuse): string {
  return normalise(entry.linkpath ?? '', (_, why) =>
    refuse('ARCHIVE_HARD_LINK', `is a hard link whose target '${showForeign(entry.linkpath ?? '')}' ${why}`),
  );
}

function refusal(name: string, entry: RawEntry): Refuse {
  return (code, why) =>
    new SourceFetchError({
      code,
      message: `The archive '${showForeign(name)}' is refused: its entry '${showForeign(entry.path)}' ${why}.`,
      hint: 'Nothing of it was unpacked. Do not trust it before you know why.',
    });
}

function symlinkTarget({ linkpath: target = '' }: RawEntry, refuse: Refuse): string {
  if (target === '' || target.includes('\0') || target.includes('\ufffd'))
    throw refuse('ARCHIVE_NAME_ENCODING', 'is a link whose target is empty, has a NUL or is not UTF-8');
  if (Buffer.byteLength(target) >= MAX_PATH_BYTES)
    throw refuse('LIMIT', `is a link to a path of ${MAX_PATH_BYTES} bytes or more`);
  return target;
}

/** The path without empty and `.` parts; empty for the root. */
function normalise(entryPath: string, refuse: Refuse): string {
  if (entryPath.includes('\ufffd')) throw refuse('ARCHIVE_NAME_ENCODING', 'has a name that is not UTF-8');
  if (entryPath.includes('\0')) throw refuse('ARCHIVE_NAME_ENCODING', 'has a NUL in its name');
  if (Buffer.byteLength(entryPath) > MAX_PATH_BYTES)
    throw refuse('LIMIT', `has a path of more than ${MAX_PATH_BYTES} bytes`);
  if (isDrive(entryPath)) throw refuse('ARCHIVE_DRIVE_PATH', 'has a path on a drive or share');
  if (isAbsoluteAnywhere(entryPath)) throw refuse('ARCHIVE_ABSOLUTE_PATH', 'has an absolute path');
  const parts = entryPath.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw refuse('ARCHIVE_PARENT_PATH', "has '..' in its path");
  if (parts.some((part) => /^GNUSparseFile\./.test(part)))
    throw refuse('ARCHIVE_SPARSE_FILE', 'is a sparse file');
  const relative = parts.join('/');
  if (relative !== '' && joinInside('/root', relative) === undefined)
    throw refuse('ARCHIVE_UNSAFE', 'would be written elsewhere');
  return relative;
}

function isDrive(text: string): boolean {
  return /^[A-Za-z]:/.test(text) || text.startsWith('\\\\');
}

function isAbsoluteAnywhere(text: string): boolean {
  return path.posix.isAbsolute(text) || path.win32.isAbsolute(text) || /^[A-Za-z]:/.test(text);
}

function tooDeepError(name: string, maxDepth: number): SourceFetchError {
  return new SourceFetchError({
    code: 'LIMIT',
    message: `'${showForeign(name)}' has folders more than ${maxDepth} deep (limits.archiveDepth).`,
    hint: 'Raise limits.archiveDepth if that is intended.',
  });
}

function tooManyEntriesError(name: string, maxEntries: number): SourceFetchError {
  return new SourceFetchError({
    code: 'LIMIT',
    message: `'${showForeign(name)}' has more than ${maxEntries} entries (limits.archiveEntries).`,
    hint: 'Raise limits.archiveEntries if that is intended.',
  });
}
