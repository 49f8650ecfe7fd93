import { crc32 as crc, deflateRawSync } from 'node:zlib';

/** An entry of a zip that no honest program would write. */
export interface ZipEntry {
  readonly name: string | Buffer;
  readonly body?: string;
  /** Unix mode with the kind of file. */
  readonly mode?: number;
  readonly deflate?: boolean;
  /** The size that the index tells instead of the real one. */
  readonly claimedSize?: number;
  readonly claimedCrc?: number;
  readonly method?: number;
  readonly flags?: number;
}

/** A zip of these entries, byte for byte as named. */
export function zipOf(...entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, index } = partsOf(entry, offset);
    locals.push(local);
    central.push(index);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function partsOf(
  { name, body = '', mode, deflate = false, claimedSize, claimedCrc, method, flags = 0 }: ZipEntry,
  offset: number,
) {
  const content = Buffer.from(body);
  const stored = deflate ? deflateRawSync(content) : content;
  const nameBytes = Buffer.from(name as string);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(flags | 0x800, 2);
  common.writeUInt16LE(method ?? (deflate ? 8 : 0), 4);
  common.writeUInt16LE(0x5821, 8);
  common.writeUInt32LE(claimedCrc ?? crc(content), 10);
  common.writeUInt32LE(stored.length, 14);
  common.writeUInt32LE(claimedSize ?? content.length, 18);
  common.writeUInt16LE(nameBytes.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes, stored]);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(((mode ?? 0) << 16) >>> 0, 6);
  tail.writeUInt32LE(offset, 10);
  const made = Buffer.from([20, mode === undefined ? 0 : 3]);
  const index = Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), made, common, tail, nameBytes]);
  return { local, index };
}
