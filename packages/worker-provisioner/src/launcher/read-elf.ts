import type { FileHandle } from 'node:fs/promises';

/** What an ELF file says of the libraries that it needs. */
export interface ElfFacts {
  /** The dynamic loader, such as `/lib64/ld-linux-x86-64.so.2`; libraries have none. */
  readonly interpreter?: string;
  /** Names of libraries: `libggml.so`. */
  readonly needed: readonly string[];
  /** Folders of `DT_RPATH` and `DT_RUNPATH`, as they are written. */
  readonly runPaths: readonly string[];
  /** The name that others need it by. */
  readonly soname?: string;
  /** Versions of symbols that it needs of libraries: `GLIBC_2.34`. */
  readonly versions: readonly string[];
}

/** Bytes of the dynamic section: honest ones have some hundred. */
const MAX_DYNAMIC_BYTES = 64 * 1024;
/** Bytes of one name. */
const MAX_NAME_BYTES = 4_096;
const MAX_SEGMENTS = 256;
const MAX_NEEDED = 1_024;

/** Numbers of the ELF specification. */
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT_NEEDED = 1n;
const DT_STRTAB = 5n;
const DT_SONAME = 14n;
const DT_RPATH = 15n;
const DT_RUNPATH = 29n;
const DT_VERNEED = 0x6ffffffen;
const DT_VERNEEDNUM = 0x6fffffffn;
const MAX_VERSIONS = 4_096;

/**
 * Reads an ELF file of 64 bits in the byte order of all machines that workers run on. Only headers are read, within
 * bounds, whatever they say.
 *
 * @returns `undefined` for another file, and for one that is damaged
 */
export async function readElf(file: FileHandle): Promise<ElfFacts | undefined> {
  const head = await readAt(file, 0n, 64);
  if (head === undefined || head.readUInt32BE(0) !== 0x7f454c46 || head[4] !== 2 || head[5] !== 1)
    return undefined;
  const segments = await readSegments(file, head);
  if (segments === undefined) return undefined;
  const interpreter = segments.find(({ type }) => type === PT_INTERP);
  const loader = interpreter && (await readName(file, interpreter.offset));
  const dynamic = await readDynamic(file, segments);
  return { ...dynamic, ...(loader !== undefined && { interpreter: loader }) };
}

interface Segment {
  readonly type: number;
  readonly offset: bigint;
  readonly address: bigint;
  readonly size: bigint;
}

async function readSegments(file: FileHandle, head: Buffer): Promise<readonly Segment[] | undefined> {
  const [size, count] = [head.readUInt16LE(54), head.readUInt16LE(56)];
  if (size < 56 || size > 1_024 || count > MAX_SEGMENTS) return undefined;
  const table = await readAt(file, head.readBigUInt64LE(32), size * count);
  if (table === undefined) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const at = index * size;
    return {
      type: table.readUInt32LE(at),
      offset: table.readBigUInt64LE(at + 8),
      address: table.readBigUInt64LE(at + 16),
      size: table.readBigUInt64LE(at + 32),
    };
  });
}

async function readDynamic(file: FileHandle, segments: readonly Segment[]): Promise<ElfFacts> {
  const entries = await readEntries(file, segments);
  const strings = entries.find(({ tag }) => tag === DT_STRTAB);
  const table = strings && placeOf(strings.value, segments);
  if (table === undefined) return { needed: [], runPaths: [], versions: [] };
  const names = async (...tags: readonly bigint[]) => {
    const found: string[] = [];
    for (const { tag, value } of entries.slice(0, MAX_NEEDED)) {
      if (!tags.includes(tag)) continue;
      const name = await readName(file, table + value);
      if (name !== undefined) found.push(name);
    }
    return found;
  };
  const [soname] = await names(DT_SONAME);
  const runPaths = (await names(DT_RPATH, DT_RUNPATH)).flatMap((paths) => paths.split(':'));
  return {
    needed: await names(DT_NEEDED),
    runPaths: runPaths.filter((folder) => folder !== ''),
    versions: await readVersions(file, { entries, segments, table }),
    ...(soname !== undefined && { soname }),
  };
}

interface VersionTable {
  readonly entries: readonly DynamicEntry[];
  readonly segments: readonly Segment[];
  readonly table: bigint;
}

/** The version needs (gABI's `Elf64_Verneed` and `Elf64_Vernaux`): lists in a list, each entry naming where the next is. */
async function readVersions(
  file: FileHandle,
  { entries, segments, table }: VersionTable,
): Promise<readonly string[]> {
  const start = entries.find(({ tag }) => tag === DT_VERNEED);
  const count = entries.find(({ tag }) => tag === DT_VERNEEDNUM)?.value ?? 0n;
  let need = start && placeOf(start.value, segments);
  const found = new Set<string>();
  let left = MAX_VERSIONS;
  for (let index = 0n; need !== undefined && index < count && left > 0; index += 1n) {
    const head = await readAt(file, need, 16);
    if (head === undefined) break;
    let auxiliary = need + BigInt(head.readUInt32LE(8));
    for (let of = head.readUInt16LE(2); of > 0 && left > 0; of -= 1, left -= 1) {
      const one = await readAt(file, auxiliary, 16);
      const name = one && (await readName(file, table + BigInt(one.readUInt32LE(8))));
      if (name !== undefined) found.add(name);
      const next = one?.readUInt32LE(12) ?? 0;
      if (next === 0) break;
      auxiliary += BigInt(next);
    }
    const further = head.readUInt32LE(12);
    need = further === 0 ? undefined : need + BigInt(further);
    left -= 1;
  }
  return [...found];
}

interface DynamicEntry {
  readonly tag: bigint;
  readonly value: bigint;
}

async function readEntries(file: FileHandle, segments: readonly Segment[]): Promise<readonly DynamicEntry[]> {
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  if (dynamic === undefined || dynamic.size > MAX_DYNAMIC_BYTES) return [];
  const section = await readAt(file, dynamic.offset, Number(dynamic.size));
  if (section === undefined) return [];
  const entries: DynamicEntry[] = [];
  for (let at = 0; at + 16 <= section.length; at += 16) {
    const tag = section.readBigUInt64LE(at);
    if (tag === 0n) break;
    entries.push({ tag, value: section.readBigUInt64LE(at + 8) });
  }
  return entries;
}

/** Where in the file an address of the program is. */
function placeOf(address: bigint, segments: readonly Segment[]): bigint | undefined {
  const holder = segments.find(
    ({ type, address: start, size }) => type === PT_LOAD && address >= start && address < start + size,
  );
  return holder && address - holder.address + holder.offset;
}

async function readName(file: FileHandle, offset: bigint): Promise<string | undefined> {
  if (offset < 0n || offset > Number.MAX_SAFE_INTEGER) return undefined;
  const { bytesRead, buffer } = await file.read(
    Buffer.alloc(MAX_NAME_BYTES),
    0,
    MAX_NAME_BYTES,
    Number(offset),
  );
  const end = buffer.subarray(0, bytesRead).indexOf(0);
  return end <= 0 ? undefined : buffer.toString('utf8', 0, end);
}

/** So many bytes, or `undefined` where the file has fewer. */
async function readAt(file: FileHandle, offset: bigint, length: number): Promise<Buffer | undefined> {
  if (offset < 0n || offset > Number.MAX_SAFE_INTEGER) return undefined;
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, Number(offset));
  return bytesRead === length ? buffer : undefined;
}
