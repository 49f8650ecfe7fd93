import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../../errors.js';
import { kindOf } from '../../place/place-file.js';

interface Move {
  readonly from: string;
  readonly to: string;
  readonly replaces: boolean;
}

/** What is moved where, and how the archive is called in messages. */
export interface Merge {
  readonly from: string;
  readonly to: string;
  readonly name: string;
}

/**
 * Moves everything in one folder into another of the same file system. Files and links that are there are
 * replaced and never followed; folders are joined. Nothing is moved when a folder stands where a file belongs, nor when it
 * is cancelled before the first move.
 * @throws SourceFetchError `ARCHIVE_UNSAFE`
 */
export async function mergeTree(merge: Merge, { signal }: { readonly signal: AbortSignal }): Promise<void> {
  const moves = await planMoves(merge, signal);
  signal.throwIfAborted();
  for (const move of moves) {
    signal.throwIfAborted();
    if (move.replaces) await rm(move.to, { force: true });
    await rename(move.from, move.to);
  }
}

async function planMoves({ from, to, name }: Merge, signal: AbortSignal): Promise<Move[]> {
  const moves: Move[] = [];
  for (const entry of await readdir(from, { withFileTypes: true })) {
    signal.throwIfAborted();
    const move = { from: path.join(from, entry.name), to: path.join(to, entry.name) };
    const existing = await kindOf(move.to);
    if (existing !== 'folder') moves.push({ ...move, replaces: existing === 'file' });
    else if (!entry.isDirectory()) throw folderInTheWayError(name, entry.name);
    else for (const inner of await planMoves({ ...move, name }, signal)) moves.push(inner);
  }
  return moves;
}

function folderInTheWayError(name: string, entry: string): SourceFetchError {
  return new SourceFetchError({
    code: 'ARCHIVE_UNSAFE',
    message: `The archive '${showForeign(name)}' is refused: its entry '${showForeign(entry)}' would replace a folder that is in the source folder.`,
    hint: 'Start with an empty source folder, or unpack the archive in package().',
  });
}
