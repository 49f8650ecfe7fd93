import { messageOf } from '@rbee-internal/coded-error';
import { Parser, type ReadEntry } from 'tar';
import { damagedError } from '../compression/decompress.js';
import type { EntryPolicy } from '../entries/entry-policy.js';
import type { EntryWriter } from '../entries/entry-writer.js';
import type { UnpackContext } from '../unpack-context.js';
import { unpackInto } from '../unpack-into.js';

/**
 * Unpacks the bytes of a tar into `srcDir`.
 * @throws SourceFetchError `ARCHIVE_…`, `LIMIT`
 */
export async function unpackTar(
  bytes: AsyncIterable<Buffer>,
  name: string,
  context: UnpackContext,
): Promise<void> {
  await unpackInto(name, context, async (policy, writer) => {
    try {
      const parser = createParser(policy, writer);
      for await (const chunk of bytes) parser.write(chunk);
      parser.end();
    } catch (error) {
      throw isTarError(error) ? damagedError(name, error) : error;
    }
  });
}

/** A header that cannot be read is thrown by the parser as a plain error. */
class HeaderError extends Error {
  override readonly name = 'HeaderError';
}

/** Entries are written while `write` runs, so an error in one is thrown out of `write` itself. */
function createParser(policy: EntryPolicy, writer: EntryWriter): Pick<Parser, 'write' | 'end'> {
  let ours: { readonly thrown: unknown } | undefined;
  const guard = (run: () => void) => {
    try {
      run();
    } catch (thrown) {
      ours ??= { thrown };
      throw thrown;
    }
  };
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry: ReadEntry) =>
      guard(() => {
        const { path, type, linkpath, mode, mtime } = entry;
        const paxSize = entry.extended?.size ?? entry.globalExtended?.size;
        const sink = writer.open(policy.admit({ path, type, linkpath, mode, paxSize }), mtime);
        entry.on('data', (chunk: Buffer) => guard(() => sink.write(chunk)));
        entry.on('end', () => guard(() => sink.end()));
      }),
  });
  parser.on('ignoredEntry', ({ path, type }: ReadEntry) => guard(() => policy.admit({ path, type })));
  parser.on('error', (error: Error) => {
    throw error;
  });
  const translated = (run: () => void) => {
    try {
      run();
    } catch (error) {
      if (ours !== undefined) throw ours.thrown;
      throw isTarError(error) || !(error instanceof Error) || 'syscall' in error
        ? error
        : new HeaderError(messageOf(error), { cause: error });
    }
  };
  return {
    write: (chunk: Buffer) => {
      translated(() => void parser.write(chunk));
      return true;
    },
    end: () => {
      translated(() => void parser.end());
      return parser;
    },
  } as Pick<Parser, 'write' | 'end'>;
}

function isTarError(error: unknown): boolean {
  return error instanceof HeaderError || (error instanceof Error && 'tarCode' in error);
}
