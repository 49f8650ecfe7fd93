import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import { kindOf } from '../place-file.js';

interface Move {
  readonly from: string;
  readonly to: string;
  readonly replaces: boolean;
}

/**
 * Moves everything in one folder into another of the same file system. Files and links that are there are
 * replaced and never followed; folders are joined. Nothing is moved when a folder stands where a file belongs.
 * @throws SourceFetchError `ARCHIVE_UNSAFE`
 */
export async function mergeTree(from: string, to: string, name: string): Promise<void> {
  const moves = await planMoves(from, to, name);
  for (const move of moves) {
    if (move.replaces) await rm(move.to, { force: true });
    await rename(move.from, move.to);
  }
}

async function planMoves(from: string, to: string, name: string): Promise<Move[]> {
  const moves: Move[] = [];
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const move = { from: path.join(from, entry.name), to: path.join(to, entry.name) };
    const existing = await kindOf(move.to);
    if (existing !== 'folder') moves.push({ ...move, replaces: existing === 'file' });
    else if (entry.isDirectory()) moves.push(...(await planMoves(move.from, move.to, name)));
    else throw folderInTheWayError(name, entry.name);
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
