import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { showForeign } from '@rbee-internal/redact-url';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { SourceFetchError } from '../../errors.js';
import { bounded } from '../bounded.js';
import { damagedError } from '../compression/decompress.js';
import type { EntryPolicy, RawEntry } from '../entries/entry-policy.js';
import type { EntryWriter } from '../entries/entry-writer.js';
import type { UnpackContext } from '../unpack-context.js';
import { unpackInto } from '../unpack-into.js';
import { createWindowReader, LibraryReader, type WindowReader } from '../window-reader.js';
import { type OpenZip, readZipEntry } from './zip-entry.js';
import { findZip } from './zip-place.js';

interface ZipArchive {
  readonly file: string;
  /** The source's name, for messages. */
  readonly name: string;
}

/** Unpacks a zip into `srcDir`, by the rules of any archive. */
export async function unpackZip(archive: ZipArchive, context: UnpackContext): Promise<void> {
  await unpackInto(archive.name, context, async (policy, writer) => {
    const file = await open(archive.file);
    try {
      const { start, end } = (await findZip(file)) ?? { start: 0, end: (await file.stat()).size };
      const reader = createWindowReader(file, start);
      const zip = await openZip(archive, { reader, size: end - start });
      const content = contentOf({ zip, reader, file: archive.file, start }, { archive, policy, writer });
      for await (const _ of bounded(content, archive, context)) context.signal.throwIfAborted();
    } finally {
      await file.close();
    }
  });
}

interface Index {
  readonly reader: WindowReader;
  /** Bytes of the whole archive. */
  readonly size: number;
}

async function openZip({ name }: ZipArchive, index: Index): Promise<ZipFile> {
  const openIndex = promisify<yauzl.RandomAccessReader, number, yauzl.Options, ZipFile>(
    yauzl.fromRandomAccessReader,
  );
  try {
    return await openIndex(new LibraryReader(index.reader), index.size, {
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
}

/** Writes every entry, and yields its bytes so that they can be counted. */
async function* contentOf(open: OpenZip, init: ContentInit): AsyncGenerator<Buffer, void> {
  const { archive, policy, writer } = init;
  for await (const entry of entriesOf(open.zip, archive.name)) {
    const raw = rawEntry(entry);
    if (entry.isEncrypted()) throw encryptedError(archive.name);
    if (raw.type !== 'SymbolicLink') {
      const sink = writer.open(policy.admit(raw), entry.getLastModDate());
      for await (const chunk of readEntry(open, entry, archive.name)) {
        sink.write(chunk);
        yield chunk;
      }
      sink.end();
      continue;
    }
    const target = await readLink(open, entry, archive.name);
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

async function* readEntry(open: OpenZip, entry: Entry, name: string): AsyncGenerator<Buffer, void> {
  try {
    yield* readZipEntry(open, entry);
  } catch (error) {
    throw asDamage(name, error);
  }
}

const MAX_LINK_BYTES = 4096;

async function readLink(open: OpenZip, entry: Entry, name: string): Promise<string> {
  if (entry.uncompressedSize > MAX_LINK_BYTES)
    throw damagedError(name, new Error('a link is longer than 4096 bytes'));
  const chunks: Buffer[] = [];
  for await (const chunk of readEntry(open, entry, name)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const UNIX = 3;
const KIND = 0o170000;
const LINK = 0o120000;
const FOLDER = 0o040000;
const REGULAR = 0o100000;

/** What a zip says of an entry: Unix permissions where it was made on Unix, a final slash for folders. */
function rawEntry(entry: Entry): RawEntry {
  // With `decodeStrings` off, names come as bytes; what is not UTF-8 shows as U+FFFD, which is refused.
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
