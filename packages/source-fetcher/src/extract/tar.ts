import { mkdir } from 'node:fs/promises';
import { Parser, type ReadEntry } from 'tar';
import type { FetchContext } from '../fetchers/fetcher.js';
import { freshPath } from '../place-file.js';
import { createEntryPolicy } from './entry-policy.js';
import { createEntryWriter, type EntryWriter } from './entry-writer.js';
import { mergeTree } from './merge-tree.js';
import { damagedError, type PackedFile, readUnpacked } from './read-unpacked.js';

/**
 * Unpacks a tar into a folder of its own and, when all of it was good, moves the entries into `srcDir`:
 * an archive that is refused or damaged leaves no trace there.
 */
export async function unpackTar(packed: PackedFile, context: FetchContext): Promise<void> {
  const folder = freshPath(context);
  await mkdir(folder);
  const writer = createEntryWriter(folder);
  try {
    const parser = createParser(packed.name, writer, context.limits.archiveEntries);
    for await (const chunk of readUnpacked(packed, context)) parser.write(chunk);
    parser.end();
    writer.finish();
  } catch (error) {
    throw isTarError(error) ? damagedError(packed.name, error) : error;
  } finally {
    writer.close();
  }
  context.signal.throwIfAborted();
  await mergeTree(folder, context.srcDir, packed.name);
}

/** Entries are written while `write` runs, so an error in one is thrown out of `write` itself. */
function createParser(name: string, writer: EntryWriter, maxEntries: number): Parser {
  const policy = createEntryPolicy(name, maxEntries);
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry: ReadEntry) => {
      const { path, type, linkpath, mode, mtime } = entry;
      const admitted = policy.admit({ path, type, linkpath, mode });
      const sink = writer.open(admitted, mtime);
      entry.on('data', (chunk: Buffer) => sink.write(chunk));
      entry.on('end', () => sink.end());
    },
  });
  parser.on('ignoredEntry', ({ path, type }: ReadEntry) => policy.admit({ path, type }));
  parser.on('error', (error: Error) => {
    throw error;
  });
  return parser;
}

function isTarError(error: unknown): boolean {
  return error instanceof Error && 'tarCode' in error;
}
