import {
  chmodSync,
  closeSync,
  fchmodSync,
  futimesSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  openSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { AdmittedEntry } from './entry-policy.js';

/** Where an entry's bytes go. */
export interface EntrySink {
  write(chunk: Uint8Array): void;
  end(): void;
}

/** What a new folder has; the umask of this process may take some of it away. */
export const FOLDER_MODE = 0o755;

/** Writes admitted entries below a folder that is empty at first and was made with `FOLDER_MODE`. */
export interface EntryWriter {
  open(entry: AdmittedEntry, modified: Date | undefined): EntrySink;
  /** Gives the folders their modes and times, which writing into them would have changed. */
  finish(signal: AbortSignal): Promise<void>;
  /** Closes a file that was left open by a failure. */
  close(): void;
}

interface MadeFolder {
  readonly path: string;
  readonly mode: number;
  readonly modified: Date | undefined;
}

/** After so many, everything else has its turn, a cancelling among it. */
const FOLDERS_AT_ONCE = 100;

const IGNORING_SINK: EntrySink = { write: () => undefined, end: () => undefined };

/**
 * It writes synchronously: an archive is read in small pieces with pauses between them, and an entry is
 * wholly written, or not begun, whenever the reading is cancelled.
 */
export function createEntryWriter(root: string): EntryWriter {
  const folders: MadeFolder[] = [];
  const made = new Set([root]);
  const isMaskHarmless = (statSync(root).mode & 0o777) === FOLDER_MODE;
  let descriptor: number | undefined;

  /** Makes a folder and those it is in; every folder below the root is made here. */
  function makeFolder(folder: string): void {
    if (made.has(folder)) return;
    makeFolder(path.dirname(folder));
    mkdirSync(folder, FOLDER_MODE);
    made.add(folder);
  }

  function openEntry(entry: AdmittedEntry, modified: Date | undefined): EntrySink {
    if (entry.type === 'nothing') return IGNORING_SINK;
    const target = path.join(root, entry.path);
    if (entry.replaces) unlinkSync(target);
    makeFolder(entry.type === 'directory' ? target : path.dirname(target));
    switch (entry.type) {
      case 'directory':
        folders.push({ path: target, mode: entry.mode, modified });
        return IGNORING_SINK;
      case 'symlink':
        makeLink(target, entry.target, modified);
        return IGNORING_SINK;
      case 'hardlink':
        linkSync(path.join(root, entry.target), target);
        return IGNORING_SINK;
      case 'file':
        return openFile(target, entry.mode, modified);
      default:
        return entry satisfies never;
    }
  }

  function openFile(target: string, mode: number, modified: Date | undefined): EntrySink {
    const file = openSync(target, 'wx', mode);
    descriptor = file;
    return {
      write: (chunk) => writeFully(file, chunk),
      end: () => {
        setAttributes(file, isMaskHarmless ? undefined : mode, modified);
        close();
      },
    };
  }

  function close(): void {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  }

  return { open: openEntry, finish: (signal) => finishFolders(folders, signal), close };
}

/** The innermost folders first: a change in one would give another its time. */
async function finishFolders(folders: readonly MadeFolder[], signal: AbortSignal): Promise<void> {
  for (const [index, folder] of folders.toReversed().entries()) {
    if (index % FOLDERS_AT_ONCE === 0) await setImmediate();
    signal.throwIfAborted();
    chmodSync(folder.path, folder.mode);
    if (folder.modified) utimesSync(folder.path, folder.modified, folder.modified);
  }
}

function makeLink(path: string, target: string, modified: Date | undefined): void {
  symlinkSync(target, path);
  if (modified) lutimesSync(path, modified, modified);
}

function setAttributes(file: number, mode: number | undefined, modified: Date | undefined): void {
  if (mode !== undefined) fchmodSync(file, mode);
  if (modified) futimesSync(file, modified, modified);
}

function writeFully(file: number, chunk: Uint8Array): void {
  for (let written = 0; written < chunk.length; ) written += writeSync(file, chunk, written);
}
