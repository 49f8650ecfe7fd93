import { type ByteSource, createByteSource } from '../byte-source.js';
import { DecodeError } from '../compression/decode-error.js';
import { damagedError } from '../compression/decompress.js';
import type { EntryPolicy, RawEntry } from '../entries/entry-policy.js';
import type { EntryWriter } from '../entries/entry-writer.js';
import type { UnpackContext } from '../unpack-context.js';
import { unpackInto } from '../unpack-into.js';

const HEADER_BYTES = 110;
const MAX_PATH_BYTES = 4096;
const TRAILER = 'TRAILER!!!';

interface CpioEntry extends RawEntry {
  readonly path: string;
  readonly modified: Date;
  readonly size: number;
  /** The same for all names of one file; nothing when it has one name. */
  readonly group: string | undefined;
}

/**
 * Unpacks a cpio archive of the "new" kind into `srcDir`. Of a file with several names, only the last has the
 * content; a tar that bsdtar makes of it has lost it.
 * @throws SourceFetchError `ARCHIVE_…`, `LIMIT`
 */
export async function unpackCpio(
  bytes: AsyncIterable<Buffer>,
  name: string,
  context: UnpackContext,
): Promise<void> {
  await unpackInto(name, context, async (policy, writer) => {
    try {
      const source = createByteSource(bytes);
      const waiting = new Map<string, CpioEntry[]>();
      for (let entry = await nextEntry(source); entry; entry = await nextEntry(source))
        await writeEntry(entry, { source, waiting, policy, writer });
      for (const [first, ...others] of waiting.values())
        if (first) writeEmpty(first, others, { policy, writer });
    } catch (error) {
      throw error instanceof DecodeError ? damagedError(name, error) : error;
    }
  });
}

interface Target {
  readonly policy: EntryPolicy;
  readonly writer: EntryWriter;
}

interface WriteInit extends Target {
  readonly source: ByteSource;
  /** Names whose content comes with a later one. */
  readonly waiting: Map<string, CpioEntry[]>;
}

async function writeEntry(entry: CpioEntry, { source, waiting, policy, writer }: WriteInit): Promise<void> {
  const others = entry.group === undefined ? [] : (waiting.get(entry.group) ?? []);
  if (entry.group !== undefined && entry.size === 0) {
    waiting.set(entry.group, [...others, entry]);
    return;
  }
  if (entry.type === 'SymbolicLink') {
    if (entry.size > MAX_PATH_BYTES) throw new DecodeError('a link is longer than 4096 bytes');
    const linkpath = (await source.take(entry.size))?.toString('utf8') ?? '';
    writer.open(policy.admit({ ...entry, linkpath }), entry.modified).end();
  } else {
    const sink = writer.open(policy.admit(entry), entry.modified);
    for await (const piece of source.pieces(entry.size)) sink.write(piece);
    sink.end();
  }
  await source.take(paddingOf(entry.size));
  if (entry.group !== undefined) waiting.delete(entry.group);
  for (const other of others) writeLink(other, entry.path, { policy, writer });
}

function writeEmpty(first: CpioEntry, others: readonly CpioEntry[], target: Target): void {
  target.writer.open(target.policy.admit(first), first.modified).end();
  for (const other of others) writeLink(other, first.path, target);
}

function writeLink({ path, modified }: CpioEntry, linkpath: string, { policy, writer }: Target): void {
  writer.open(policy.admit({ path, type: 'Link', linkpath }), modified).end();
}

/** The header and name of the next entry; its content is next in the source. */
async function nextEntry(source: ByteSource): Promise<CpioEntry | undefined> {
  const header = await source.take(HEADER_BYTES);
  if (header === undefined) throw new DecodeError('it ends without its trailer');
  if (!/^07070[12]/.test(header.toString('latin1', 0, 6))) throw new DecodeError('a header of it is wrong');
  const field = (index: number) => hexOf(header.toString('latin1', 6 + index * 8, 14 + index * 8));
  const [inode, mode, links, seconds, size] = [field(0), field(1), field(4), field(5), field(6)];
  const nameBytes = field(11);
  if (nameBytes > MAX_PATH_BYTES) throw new DecodeError('a name is longer than 4096 bytes');
  const path = ((await source.take(nameBytes)) ?? Buffer.alloc(0)).toString('utf8').replace(/\0$/, '');
  await source.take(paddingOf(HEADER_BYTES + nameBytes));
  if (path === TRAILER) return undefined;
  const type = KINDS.get(mode & 0o170000) ?? `kind ${(mode & 0o170000).toString(8)}`;
  const group = type === 'File' && links > 1 ? `${field(7)} ${field(8)} ${inode}` : undefined;
  return { path, type, mode: mode & 0o7777, modified: new Date(seconds * 1000), size, group };
}

const KINDS: ReadonlyMap<number, string> = new Map([
  [0o100000, 'File'],
  [0o040000, 'Directory'],
  [0o120000, 'SymbolicLink'],
]);

function hexOf(text: string): number {
  if (!/^[0-9a-fA-F]{8}$/.test(text)) throw new DecodeError('a header of it is wrong');
  return Number.parseInt(text, 16);
}

/** Names and contents end at a multiple of four. */
function paddingOf(bytes: number): number {
  return (4 - (bytes % 4)) % 4;
}
