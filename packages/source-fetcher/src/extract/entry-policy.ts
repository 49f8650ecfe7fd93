import path from 'node:path';
import { joinInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';

/** What an archive says about an entry. */
export interface RawEntry {
  readonly path: string;
  readonly type: string;
  readonly linkpath?: string | undefined;
  readonly mode?: number | undefined;
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
  /** @throws SourceFetchError `ARCHIVE_UNSAFE`, `LIMIT` */
  admit(entry: RawEntry): AdmittedEntry;
}

/** Read, write and execute, without what umask 022 takes away, and without setuid, setgid and sticky. */
const MODE_MASK = 0o755;
const MAX_PATH_BYTES = 4096;

/**
 * Decides which entries of an archive may be written below one empty folder. It rests on two rules: no
 * entry is written below anything but a folder, and no path is written twice. A symbolic link may go up only
 * with leading `..`, never above the root, so that no chain of links can leave it.
 */
export function createEntryPolicy(name: string, maxEntries: number): EntryPolicy {
  const kinds = new Map<string, 'directory' | 'file' | 'link'>();
  let count = 0;

  function admit(entry: RawEntry): AdmittedEntry {
    count += 1;
    if (count > maxEntries) throw tooManyEntriesError(name, maxEntries);
    if (entry.type === 'TapeVolumeHeader') return { type: 'nothing' };
    const refuse = refusal(name, entry);
    const relative = normalise(entry.path, refuse);
    if (relative === '' && entry.type === 'Directory') return { type: 'nothing' };
    if (relative === '') throw refuse('stands for the root but is no folder');
    const admitted = classify(entry, relative, refuse);
    claim(relative, admitted.type, refuse);
    return admitted;
  }

  function classify(entry: RawEntry, relative: string, refuse: Refuse): WrittenEntry {
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
        const target = normalise(entry.linkpath ?? '', refuse);
        if (kinds.get(target) !== 'file')
          throw refuse(
            `is a hard link to '${showForeign(entry.linkpath ?? '')}', which is no file of this archive`,
          );
        return { type: 'hardlink', path: relative, target };
      }
      default:
        throw refuse(`is of the kind ${showForeign(entry.type)}`);
    }
  }

  function claim(relative: string, type: string, refuse: Refuse): void {
    const parents = relative.split('/').slice(0, -1);
    for (let depth = 1; depth <= parents.length; depth += 1) {
      const parent = parents.slice(0, depth).join('/');
      if ((kinds.get(parent) ?? 'directory') !== 'directory')
        throw refuse(`lies below '${showForeign(parent)}', which is no folder`);
      kinds.set(parent, 'directory');
    }
    const before = kinds.get(relative);
    if (before !== undefined && !(before === 'directory' && type === 'directory'))
      throw refuse('is there twice');
    kinds.set(relative, type === 'directory' ? 'directory' : type === 'symlink' ? 'link' : 'file');
  }

  return { admit };
}

type Refuse = (why: string) => SourceFetchError;

function refusal(name: string, entry: RawEntry): Refuse {
  return (why) =>
    new SourceFetchError({
      code: 'ARCHIVE_UNSAFE',
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
  if (isAbsoluteAnywhere(target)) throw refuse(`is a link to the absolute path '${shown}'`);
  if (leading > relative.split('/').length - 1) throw refuse(`is a link out of the archive, to '${shown}'`);
  if (parts.slice(leading).includes('..')) throw refuse(`is a link with '..' inside its path, to '${shown}'`);
  return target;
}

/** The path without empty and `.` parts; empty for the root. */
function normalise(entryPath: string, refuse: Refuse): string {
  if (entryPath.includes('\ufffd')) throw refuse('has a name that is no UTF-8');
  if (Buffer.byteLength(entryPath) > MAX_PATH_BYTES)
    throw refuse(`has a path of more than ${MAX_PATH_BYTES} bytes`);
  if (isAbsoluteAnywhere(entryPath)) throw refuse('has an absolute path');
  const parts = entryPath.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw refuse("has '..' in its path");
  if (parts.some((part) => /^GNUSparseFile\./.test(part))) throw refuse('is a sparse file');
  const relative = parts.join('/');
  if (relative !== '' && joinInside('/root', relative) === undefined)
    throw refuse('would be written elsewhere');
  return relative;
}

function isAbsoluteAnywhere(text: string): boolean {
  return path.posix.isAbsolute(text) || path.win32.isAbsolute(text) || /^[A-Za-z]:/.test(text);
}

function tooManyEntriesError(name: string, maxEntries: number): SourceFetchError {
  return new SourceFetchError({
    code: 'LIMIT',
    message: `'${showForeign(name)}' has more than ${maxEntries} entries (limits.archiveEntries).`,
    hint: 'Raise limits.archiveEntries if that is intended.',
  });
}
