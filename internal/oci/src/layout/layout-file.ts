import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { OciError } from '../model/errors.js';
import type { OciStore } from '../model/store.js';
import { LAYOUT_FILE, requireLayout } from './layout-content.js';
import { type LayoutFiles, openLayout } from './open-layout.js';
import { padding, TAR_END, tarHeader } from './tar-header.js';

const BLOCK = 512;
const MAX_ENTRIES = 100_000;
const CHUNK_BYTES = 256 * 1024;

/** A layout in one tar, open to be read. */
export interface LayoutFile {
  readonly store: OciStore;
  /** Closes the file. */
  readonly close: () => Promise<void>;
}

interface Place {
  readonly start: number;
  readonly size: number;
}

/**
 * Opens a layout in one tar. Its entries are found by their headers; nothing is unpacked.
 * @throws OciError `LAYOUT_INVALID`
 */
export async function openLayoutFile(file: string, signal?: AbortSignal): Promise<LayoutFile> {
  const handle = await open(file);
  try {
    const places = await findEntries(handle, file, signal);
    const files = filesOf(file, handle, places);
    const layout = places.get(LAYOUT_FILE);
    const text = layout && layout.size < 4_096 ? await readAt(handle, layout.start, layout.size) : undefined;
    requireLayout(text, file);
    return { store: openLayout(files), close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function filesOf(name: string, handle: FileHandle, places: ReadonlyMap<string, Place>): LayoutFiles {
  return {
    name,
    size: async (entry) => places.get(entry)?.size,
    async *read(entry, from, signal) {
      const { start, size } = places.get(entry) ?? { start: 0, size: 0 };
      for (let at = from; at < size; ) {
        signal?.throwIfAborted();
        const chunk = await readAt(handle, start + at, Math.min(CHUNK_BYTES, size - at));
        if (chunk.length === 0) throw notATar(name, 'it ends too early');
        yield chunk;
        at += chunk.length;
      }
    },
  };
}

async function findEntries(
  handle: FileHandle,
  file: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Place>> {
  const { size: total } = await handle.stat();
  const places = new Map<string, Place>();
  for (let at = 0; at + BLOCK <= total; ) {
    signal?.throwIfAborted();
    const header = await readAt(handle, at, BLOCK);
    if (header.every((byte) => byte === 0)) break;
    const { name, size, isFile } = readHeader(header, file);
    const start = at + BLOCK;
    if (start + size > total) throw notATar(file, 'it ends too early');
    if (isFile) places.set(name.replace(/^\.\//, ''), { start, size });
    if (places.size > MAX_ENTRIES) throw notATar(file, `it has more than ${MAX_ENTRIES} entries`);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return places;
}

function readHeader(header: Buffer, file: string): { name: string; size: number; isFile: boolean } {
  let sum = 8 * 0x20;
  for (const [index, byte] of header.entries()) if (index < 148 || index >= 156) sum += byte;
  if (sum !== Number.parseInt(textAt(header, 148, 8), 8)) throw notATar(file, 'a header is damaged');
  const size = sizeAt(header, file);
  const flag = String.fromCharCode(header[156] ?? 0);
  return { name: textAt(header, 0, 100), size, isFile: flag === '0' || flag === '\0' };
}

/** Octal, or, as GNU tar writes what is larger, binary. */
function sizeAt(header: Buffer, file: string): number {
  const isBinary = ((header[124] ?? 0) & 0x80) !== 0;
  const size = isBinary ? Number(header.readBigUInt64BE(128)) : Number.parseInt(textAt(header, 124, 12), 8);
  if (Number.isSafeInteger(size) && size >= 0) return size;
  throw notATar(file, 'a size is none');
}

function textAt(header: Buffer, at: number, length: number): string {
  const text = header.toString('utf8', at, at + length);
  const end = text.indexOf('\0');
  return (end === -1 ? text : text.slice(0, end)).trim();
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function notATar(file: string, why: string): OciError {
  return new OciError({
    code: 'LAYOUT_INVALID',
    message: `${file} cannot be read as a tar: ${why}.`,
    hint: 'Copy or export it again.',
  });
}

/** Writes a layout's folder as one tar: the same bytes for the same layout. On failure there is no file. */
export async function writeLayoutFile(folder: string, file: string, signal?: AbortSignal): Promise<void> {
  const written = `${file}.part`;
  try {
    await pipeline(tarOf(folder), createWriteStream(written, { mode: 0o644 }), { ...(signal && { signal }) });
    await rename(written, file);
  } catch (error) {
    await rm(written, { force: true });
    signal?.throwIfAborted();
    throw error;
  }
}

async function* tarOf(folder: string): AsyncGenerator<Uint8Array> {
  const names = (await readdir(folder, { recursive: true })).map((name) => name.split(path.sep).join('/'));
  // Who reads it from a pipe learns first what it is.
  const ordered = [LAYOUT_FILE, ...names.filter((name) => name !== LAYOUT_FILE).sort()];
  for (const name of ordered) {
    const stats = await stat(path.join(folder, name));
    if (stats.isDirectory()) {
      yield tarHeader({ type: 'folder', path: name, mode: 0o755 });
      continue;
    }
    yield tarHeader({ type: 'file', path: name, mode: 0o644, size: stats.size });
    yield* createReadStream(path.join(folder, name), { highWaterMark: CHUNK_BYTES });
    yield padding(stats.size);
  }
  yield TAR_END;
}
