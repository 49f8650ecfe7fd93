import type { ByteSource } from './byte-source.js';
import { type Cursor, createCursor } from './cursor.js';
import { beyondLimit, damaged } from './damaged.js';
import { type GgufLimits, MAX_NAME_BYTES } from './limits.js';
import { type MetadataValue, readValue } from './read-value.js';

export interface TensorInfo {
  readonly name: string;
  /** Fastest first. */
  readonly dimensions: readonly number[];
  /** Of ggml. */
  readonly type: number;
  /** In the data, which begins after the header. */
  readonly offset: number;
}

export interface GgufHeader {
  readonly version: number;
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: readonly TensorInfo[];
  /** Where the data begins. */
  readonly dataStart: number;
}

export interface ReadHeaderOptions {
  readonly limits: GgufLimits;
  readonly signal: AbortSignal | undefined;
}

const MAGIC = 0x4655_4747;
const MAX_DIMENSIONS = 8;
const DEFAULT_ALIGNMENT = 32;

/**
 * Reads what a GGUF file says before its data.
 * @throws ModelCatalogError `INVALID_MODEL`, `LIMIT`; the signal's reason when cancelled
 */
export async function readHeader(source: ByteSource, options: ReadHeaderOptions): Promise<GgufHeader> {
  const { limits, signal } = options;
  const cursor = createCursor(source, { maxBytes: limits.headerBytes, signal });
  if ((await cursor.u32()) !== MAGIC) throw damaged(source.name, 'it does not begin with GGUF');
  const version = await cursor.u32();
  if (version !== 2 && version !== 3) throw damaged(source.name, describeVersion(version));
  const tensorCount = await cursor.u64();
  const keyCount = await cursor.u64();
  if (tensorCount > limits.tensors) throw beyondLimit(source.name, 'limits.tensors', limits.tensors);
  if (keyCount > limits.keys) throw beyondLimit(source.name, 'limits.keys', limits.keys);
  const metadata = new Map<string, MetadataValue>();
  for (let left = keyCount; left > 0; left -= 1) {
    const key = await readName(cursor, source);
    metadata.set(key, await readValue(cursor, { file: source.name, limits }));
  }
  const tensors: TensorInfo[] = [];
  for (let left = tensorCount; left > 0; left -= 1) tensors.push(await readTensor(cursor, source));
  const alignment = metadata.get('general.alignment');
  const step = typeof alignment === 'number' && alignment > 0 ? alignment : DEFAULT_ALIGNMENT;
  return { version, metadata, tensors, dataStart: Math.ceil(cursor.position() / step) * step };
}

function describeVersion(version: number): string {
  const swapped = Buffer.alloc(4);
  swapped.writeUInt32BE(version);
  const isBigEndian = swapped.readUInt32LE() < 100;
  return isBigEndian ? 'its numbers are big-endian' : `its version is ${version}, and 2 and 3 can be read`;
}

async function readName(cursor: Cursor, source: ByteSource): Promise<string> {
  const length = await cursor.u64();
  if (length > MAX_NAME_BYTES) throw damaged(source.name, 'a name in it is longer than 65535 bytes');
  return (await cursor.bytes(length)).toString('utf8');
}

async function readTensor(cursor: Cursor, source: ByteSource): Promise<TensorInfo> {
  const name = await readName(cursor, source);
  const count = await cursor.u32();
  if (count > MAX_DIMENSIONS) throw damaged(source.name, `a tensor of it has ${count} dimensions`);
  const dimensions: number[] = [];
  for (let left = count; left > 0; left -= 1) dimensions.push(await cursor.u64());
  const type = await cursor.u32();
  const offset = await cursor.u64();
  const elements = dimensions.reduce((product, dimension) => product * dimension, 1);
  if (!Number.isSafeInteger(elements) || !Number.isSafeInteger(offset))
    throw damaged(source.name, 'a tensor of it is larger than any memory');
  return { name, dimensions, type, offset };
}
