import path from 'node:path';
import { joinInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError, type SourceFetchErrorCode } from '../errors.js';
import type { FetchLimits } from '../types.js';
import { findLinkCycle } from './link-cycles.js';

/** What an archive says about an entry. */
export interface RawEntry {
  readonly path: string;
  readonly type: string;
  readonly linkpath?: string | undefined;
  readonly mode?: number | undefined;
  /** The size that an extended header says, when one does. */
  readonly paxSize?: number | undefined;
}

/** An entry that may be written: `path` is relative to the root, `mode` has permission bits alone. */
export type AdmittedEntry =
  | { readonly type: 'directory' | 'file'; readonly path: string; readonly mode: number }
  | { readonly type: 'symlink'; readonly path: string; readonly target: string }
  /** `target` is the path of a file admitted before. */
  | { readonly type: 'hardlink'; readonly path: string; readonly target: string }
  /** The root itself, or a label without content. */
  | { readonly type: 'nothing' };

type WrittenEntry = Exclude<AdmittedEntry, { type: 'nothing' }>;

export interface EntryPolicy {
  /** @throws SourceFetchError `ARCHIVE_…` by what is wrong, `LIMIT` */
  admit(entry: RawEntry): AdmittedEntry;
  /** Call it when all were admitted. */
  finish(): void;
}

/** What bounds the entries of an archive. */
export type EntryLimits = Pick<FetchLimits, 'archiveEntries' | 'archiveDepth'>;

/** Read, write and execute, without what umask 022 takes away, and without setuid, setgid and sticky. */
const MODE_MASK = 0o755;
const MAX_PATH_BYTES = 4096;
/** A header holds sizes below this; an extended header that says less makes two sizes of one. */
const LEAST_PAX_SIZE = 8 * 1024 ** 3;

/**
 * Decides which entries of an archive may be written below one empty folder. It rests on two rules: no
 * entry is written below anything but a folder, and no path is written twice. A symbolic link may go up only
 * with leading `..`, never above the root, so that no chain of links can leave it.
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
    if (relative === '') throw refuse('ARCHIVE_UNSAFE', 'stands for the root but is no folder');
    if (relative.split('/').length > limits.archiveDepth) throw tooDeepError(name, limits.archiveDepth);
    if (entry.paxSize !== undefined && entry.paxSize < LEAST_PAX_SIZE)
      throw refuse('ARCHIVE_AMBIGUOUS_SIZE', 'has a second size in an extended header');
    const admitted = classify(entry, { relative, refuse, isFile: (path) => kinds.get(path) === 'file' });
    claim(relative, admitted.type, refuse);
    if (admitted.type === 'symlink') links.set(admitted.path, admitted.target);
    return admitted;
  }

  function claim(relative: string, type: string, refuse: Refuse): void {
    const parents = relative.split('/').slice(0, -1);
    for (let depth = 1; depth <= parents.length; depth += 1) {
      const parent = parents.slice(0, depth).join('/');
      if ((kinds.get(parent) ?? 'directory') !== 'directory')
        throw refuse('ARCHIVE_BELOW_LINK', `lies below '${showForeign(parent)}', which is no folder`);
      kinds.set(parent, 'directory');
    }
    const before = kinds.get(relative);
    if (before !== undefined && !(before === 'directory' && type === 'directory'))
      throw refuse('ARCHIVE_DUPLICATE_PATH', 'is there twice');
    kinds.set(relative, type === 'directory' ? 'directory' : type === 'symlink' ? 'link' : 'file');
  }

  function finish(): void {
    const cycle = findLinkCycle(links);
    if (cycle === undefined) return;
    throw refusal(name, { path: cycle, type: 'SymbolicLink' })(
      'ARCHIVE_LINK_CYCLE',
      'is a link that leads to itself',
    );
  }

  return { admit, finish };
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
      return { type: 'symlink', path: relative, target: symlinkTarget(entry, relative, refuse) };
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

function symlinkTarget(entry: RawEntry, relative: string, refuse: Refuse): string {
  const target = entry.linkpath ?? '';
  const shown = showForeign(target);
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const ups = parts.findIndex((part) => part !== '..');
  const leading = ups === -1 ? parts.length : ups;
  if (isAbsoluteAnywhere(target))
    throw refuse('ARCHIVE_LINK_OUTSIDE', `is a link to the absolute path '${shown}'`);
  if (leading > relative.split('/').length - 1)
    throw refuse('ARCHIVE_LINK_OUTSIDE', `is a link out of the archive, to '${shown}'`);
  if (parts.slice(leading).includes('..'))
    throw refuse('ARCHIVE_LINK_OUTSIDE', `is a link with '..' inside its path, to '${shown}'`);
  return target;
}

/** The path without empty and `.` parts; empty for the root. */
function normalise(entryPath: string, refuse: Refuse): string {
  if (entryPath.includes('\ufffd')) throw refuse('ARCHIVE_NAME_ENCODING', 'has a name that is no UTF-8');
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
