import { type ByteSource, createByteSource } from '../byte-source.js';
import { DecodeError } from '../compression/decode-error.js';
import { damagedError } from '../compression/decompress.js';
import type { UnpackContext } from '../unpack-context.js';
import { unpackInto } from '../unpack-into.js';

const MAGIC_BYTES = 8;
const HEADER_BYTES = 60;
const MAX_NAME_BYTES = 4096;
const MAX_TABLE_BYTES = 1024 * 1024;

interface Member {
  readonly path: string;
  readonly mode: number;
  readonly modified: Date;
  readonly size: number;
}

/**
 * Unpacks an ar archive, which a .deb is, into `srcDir`: plain files without folders. bsdtar reads them too, but
 * makes no tar of them.
 * @throws SourceFetchError `ARCHIVE_…`, `LIMIT`
 */
export async function unpackAr(
  bytes: AsyncIterable<Buffer>,
  name: string,
  context: UnpackContext,
): Promise<void> {
  await unpackInto(name, context, async (policy, writer) => {
    try {
      const source = createByteSource(bytes);
      await source.take(MAGIC_BYTES);
      for await (const { path, mode, modified, size } of membersOf(source)) {
        const sink = writer.open(policy.admit({ path, type: 'File', mode }), modified);
        for await (const piece of source.pieces(size)) sink.write(piece);
        sink.end();
      }
    } catch (error) {
      throw error instanceof DecodeError ? damagedError(name, error) : error;
    }
  });
}

/** The members, each with its content next in the source. */
async function* membersOf(source: ByteSource): AsyncGenerator<Member, void> {
  let longNames = '';
  for (let header = await source.take(HEADER_BYTES); header; header = await source.take(HEADER_BYTES)) {
    if (header.toString('latin1', 58) !== '`\n') throw new DecodeError('a header of it is wrong');
    const label = header.toString('utf8', 0, 16).trimEnd();
    const size = numberOf(header.toString('latin1', 48, 58), 10);
    if (label === '//') longNames = await takeText(source, size, MAX_TABLE_BYTES);
    // The linker's index of symbols is not a file.
    else if (label === '/' || label === '/SYM64/') for await (const _ of source.pieces(size));
    else yield await memberOf(source, { header, label, size, longNames });
    if (size % 2 === 1) await source.take(1);
  }
}

interface MemberInit {
  readonly header: Buffer;
  readonly label: string;
  readonly size: number;
  readonly longNames: string;
}

/** Long names are in a table (GNU) or before the content (BSD). */
async function memberOf(source: ByteSource, { header, label, size, longNames }: MemberInit): Promise<Member> {
  const facts = {
    mode: numberOf(header.toString('latin1', 40, 48), 8) & 0o7777,
    modified: new Date(numberOf(header.toString('latin1', 16, 28), 10) * 1000),
  };
  const before = /^#1\/(\d{1,4})$/.exec(label)?.[1];
  if (before !== undefined) {
    const path = (await takeText(source, Number(before), MAX_NAME_BYTES)).replace(/\0+$/, '');
    return { ...facts, path, size: size - Number(before) };
  }
  const at = /^\/(\d{1,7})$/.exec(label)?.[1];
  const path = at === undefined ? label : longNames.slice(Number(at)).split('\n', 1)[0];
  return { ...facts, path: (path ?? '').replace(/\/$/, ''), size };
}

async function takeText(source: ByteSource, bytes: number, most: number): Promise<string> {
  if (bytes > most) throw new DecodeError('its names are too long');
  return (await source.take(bytes))?.toString('utf8') ?? '';
}

function numberOf(text: string, radix: number): number {
  const digits = text.trim();
  if (!/^\d{0,12}$/.test(digits)) throw new DecodeError('a header of it is wrong');
  return digits === '' ? 0 : Number.parseInt(digits, radix);
}
