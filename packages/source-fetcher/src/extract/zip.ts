import { promisify } from 'node:util';
import { showForeign } from '@rbee-internal/redact-url';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { SourceFetchError } from '../errors.js';
import type { FetchContext } from '../fetchers/fetcher.js';
import { bounded } from './bounded.js';
import { damagedError } from './decompress.js';
import type { EntryPolicy, RawEntry } from './entry-policy.js';
import type { EntryWriter } from './entry-writer.js';
import { unpackInto } from './unpack-into.js';

interface ZipArchive {
  readonly file: string;
  /** The source's name, for messages. */
  readonly name: string;
}

/** Unpacks a zip into `srcDir`, by the rules of any archive. */
export async function unpackZip(archive: ZipArchive, context: FetchContext): Promise<void> {
  await unpackInto(archive.name, context, async (policy, writer) => {
    const zip = await openZip(archive);
    try {
      const bytes = bounded(contentOf(zip, { archive, policy, writer, context }), archive, context);
      for await (const _ of bytes) context.signal.throwIfAborted();
    } finally {
      zip.close();
    }
  });
}

async function openZip({ file, name }: ZipArchive): Promise<ZipFile> {
  const open = promisify<string, yauzl.Options, ZipFile>(yauzl.open);
  try {
    return await open(file, {
      lazyEntries: true,
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: true,
    });
  } catch (error) {
    throw asDamage(name, error);
  }
}

interface ContentInit {
  readonly archive: ZipArchive;
  readonly policy: EntryPolicy;
  readonly writer: EntryWriter;
  readonly context: FetchContext;
}

/** Writes every entry, and yields its bytes so that they can be counted. */
async function* contentOf(zip: ZipFile, init: ContentInit): AsyncGenerator<Buffer, void> {
  const { archive, policy, writer } = init;
  for await (const entry of entriesOf(zip, archive.name)) {
    const raw = rawEntry(entry);
    if (entry.isEncrypted()) throw encryptedError(archive.name);
    if (raw.type !== 'SymbolicLink') {
      const sink = writer.open(policy.admit(raw), entry.getLastModDate());
      for await (const chunk of readEntry(zip, entry, archive.name)) {
        sink.write(chunk);
        yield chunk;
      }
      sink.end();
      continue;
    }
    const target = await readLink(zip, entry, archive.name);
    writer.open(policy.admit({ ...raw, linkpath: target }), entry.getLastModDate()).end();
  }
}

/** The entries one after the other, each when the last is done with. */
async function* entriesOf(zip: ZipFile, name: string): AsyncGenerator<Entry, void> {
  for (;;) {
    const next = new Promise<Entry | undefined>((resolve, reject) => {
      zip.removeAllListeners();
      zip.once('entry', resolve);
      zip.once('end', () => resolve(undefined));
      zip.once('error', reject);
    });
    zip.readEntry();
    const entry = await next.catch((error: unknown) => {
      throw asDamage(name, error);
    });
    if (entry === undefined) return;
    yield entry;
  }
}

async function* readEntry(zip: ZipFile, entry: Entry, name: string): AsyncGenerator<Buffer, void> {
  const open = promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip));
  try {
    yield* (await open(entry)) as AsyncIterable<Buffer>;
  } catch (error) {
    throw asDamage(name, error);
  }
}

const MAX_LINK_BYTES = 4096;

async function readLink(zip: ZipFile, entry: Entry, name: string): Promise<string> {
  if (entry.uncompressedSize > MAX_LINK_BYTES)
    throw damagedError(name, new Error('a link is longer than 4096 bytes'));
  const chunks: Buffer[] = [];
  for await (const chunk of readEntry(zip, entry, name)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const UNIX = 3;
const KIND = 0o170000;
const LINK = 0o120000;
const FOLDER = 0o040000;
const REGULAR = 0o100000;

/** What a zip says of an entry: Unix permissions where it was made on Unix, a final slash for folders. */
function rawEntry(entry: Entry): RawEntry {
  // With `decodeStrings` off, names come as bytes; what is no UTF-8 shows as U+FFFD, which is refused.
  const path = (entry.fileName as unknown as Buffer).toString('utf8');
  const unix = entry.versionMadeBy >>> 8 === UNIX ? entry.externalFileAttributes >>> 16 : 0;
  const mode = (unix & 0o7777) === 0 ? undefined : unix & 0o7777;
  const kind = unix & KIND;
  if (path.endsWith('/')) return { path, type: 'Directory', mode: mode ?? 0o755 };
  if (kind === LINK) return { path, type: 'SymbolicLink' };
  const isFile = kind === 0 || kind === REGULAR;
  return { path, type: isFile ? 'File' : kind === FOLDER ? 'Directory' : `kind ${kind.toString(8)}`, mode };
}

function asDamage(name: string, error: unknown): unknown {
  return error instanceof Error && 'syscall' in error ? error : damagedError(name, error);
}

function encryptedError(name: string): SourceFetchError {
  return new SourceFetchError({
    code: 'ARCHIVE_UNSUPPORTED',
    message: `'${showForeign(name)}' is a zip archive with a password.`,
    hint: `Add noextract=('${showForeign(name)}') to the PKGBUILD and unpack it in package().`,
  });
}
