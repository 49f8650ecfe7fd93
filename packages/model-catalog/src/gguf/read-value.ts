import type { Cursor } from './cursor.js';
import { beyondLimit, damaged } from './damaged.js';
import { type GgufLimits, MAX_NESTING } from './limits.js';

/** An array or text of which only the length is kept. */
export interface SkippedValue {
  readonly length: number;
  /** Of an array: where in the file its first element is. */
  readonly start?: number | undefined;
}

/** A value of a GGUF file's metadata. Numbers that JavaScript cannot tell apart are infinite. */
export type MetadataValue = number | boolean | string | readonly (number | boolean | string)[] | SkippedValue;

export interface ReadValueOptions {
  readonly file: string;
  readonly limits: GgufLimits;
}

const BOOL = 7;
const STRING = 8;
const ARRAY = 9;

/** Bytes of a value by its type, and how it is read. */
const SCALARS: Readonly<
  Record<number, { readonly bytes: number; readonly read: (cursor: Cursor) => Promise<number> }>
> = {
  0: { bytes: 1, read: (cursor) => cursor.u8() },
  1: { bytes: 1, read: async (cursor) => ((await cursor.u8()) << 24) >> 24 },
  2: { bytes: 2, read: (cursor) => cursor.u16() },
  3: { bytes: 2, read: async (cursor) => ((await cursor.u16()) << 16) >> 16 },
  4: { bytes: 4, read: (cursor) => cursor.u32() },
  5: { bytes: 4, read: (cursor) => cursor.i32() },
  6: { bytes: 4, read: (cursor) => cursor.f32() },
  [BOOL]: { bytes: 1, read: (cursor) => cursor.u8() },
  10: { bytes: 8, read: (cursor) => cursor.u64() },
  11: { bytes: 8, read: (cursor) => cursor.i64() },
  12: { bytes: 8, read: (cursor) => cursor.f64() },
};

/** Reads a value with its type before it. */
export async function readValue(cursor: Cursor, options: ReadValueOptions): Promise<MetadataValue> {
  const type = await cursor.u32();
  return type === ARRAY ? readArray(cursor, options) : readOne(cursor, type, options);
}

async function readOne(
  cursor: Cursor,
  type: number,
  { file, limits }: ReadValueOptions,
): Promise<number | boolean | string | SkippedValue> {
  if (type === STRING) {
    const length = await cursor.u64();
    if (length <= limits.textBytes) return (await cursor.bytes(length)).toString('utf8');
    await cursor.skip(length);
    return { length };
  }
  const scalar = SCALARS[type];
  if (scalar === undefined) throw damaged(file, `a value of it has the unknown type ${type}`);
  const value = await scalar.read(cursor);
  return type === BOOL ? value !== 0 : value;
}

async function readArray(cursor: Cursor, options: ReadValueOptions): Promise<MetadataValue> {
  const type = await cursor.u32();
  const length = await cursor.u64();
  const { file, limits } = options;
  if (type === ARRAY || type === STRING || length > limits.arrayElements) {
    const start = cursor.position();
    await skipElements(cursor, { type, length, file, depth: 1 });
    return { length, start };
  }
  const elements: (number | boolean | string)[] = [];
  for (let left = length; left > 0; left -= 1) {
    const element = await readOne(cursor, type, options);
    if (typeof element !== 'object') elements.push(element);
  }
  return elements;
}

interface Elements {
  readonly type: number;
  readonly length: number;
  readonly file: string;
  /** Arrays around them. */
  readonly depth: number;
}

async function skipElements(cursor: Cursor, { type, length, file, depth }: Elements): Promise<void> {
  const bytes = type === STRING ? 8 : type === ARRAY ? 12 : SCALARS[type]?.bytes;
  if (bytes === undefined) throw damaged(file, `an array of it has the unknown type ${type}`);
  // Each takes at least so many bytes: a length that cannot be true is not counted down.
  cursor.requireLeft(length * bytes);
  if (type === STRING) await cursor.skipTexts(length);
  else if (type !== ARRAY) await cursor.skip(length * bytes);
  else if (depth >= MAX_NESTING) throw beyondLimit(file, 'arrays in arrays', MAX_NESTING);
  else {
    for (let left = length; left > 0; left -= 1) {
      const inner = { type: await cursor.u32(), length: await cursor.u64() };
      await skipElements(cursor, { ...inner, file, depth: depth + 1 });
    }
  }
}
