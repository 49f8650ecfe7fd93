/** A value of a GGUF file's metadata, by its type there. */
export type GgufValue =
  | { readonly type: 'u32' | 'i32' | 'f32' | 'u64'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'u32[]' | 'i32[]' | 'f32[]'; readonly value: readonly number[] }
  | { readonly type: 'bool[]'; readonly value: readonly boolean[] }
  | { readonly type: 'string[]'; readonly value: readonly string[] };

export interface GgufTensor {
  readonly name: string;
  /** Fastest first. */
  readonly dimensions: readonly number[];
  /** Of ggml. @default 0, which is F32 */
  readonly type?: number;
  readonly data: Uint8Array;
}

export interface GgufContent {
  readonly metadata: Readonly<Record<string, GgufValue>>;
  readonly tensors: readonly GgufTensor[];
  /** @default 3 */
  readonly version?: number;
}

const TYPES = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9, u64: 10 } as const;

const ALIGNMENT = 32;

/** The bytes of a GGUF file. */
export function writeGguf({ metadata, tensors, version = 3 }: GgufContent): Buffer {
  const entries = Object.entries(metadata);
  const head = [Buffer.from('GGUF'), u32(version), u64(tensors.length), u64(entries.length)];
  for (const [key, value] of entries) head.push(text(key), typed(value));
  let offset = 0;
  for (const { name, dimensions, type = 0, data } of tensors) {
    head.push(text(name), u32(dimensions.length), ...dimensions.map(u64), u32(type), u64(offset));
    offset += padded(data.length);
  }
  const header = Buffer.concat(head);
  return Buffer.concat([pad(header), ...tensors.map(({ data }) => pad(data))]);
}

function typed(value: GgufValue): Buffer {
  if (!value.type.endsWith('[]')) return Buffer.concat([u32(TYPES[value.type as 'u32']), plain(value)]);
  const type = value.type.slice(0, -2) as 'u32' | 'i32' | 'f32' | 'bool' | 'string';
  const elements = (value.value as readonly unknown[]).map((element) =>
    plain({ type, value: element } as GgufValue),
  );
  return Buffer.concat([u32(TYPES.array), u32(TYPES[type]), u64(elements.length), ...elements]);
}

function plain({ type, value }: GgufValue): Buffer {
  switch (type) {
    case 'u32':
      return u32(value);
    case 'u64':
      return u64(value);
    case 'i32': {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32LE(value);
      return bytes;
    }
    case 'f32': {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatLE(value);
      return bytes;
    }
    case 'bool':
      return Buffer.from([value ? 1 : 0]);
    case 'string':
      return text(value);
    default:
      throw new TypeError(`${type} is not the type of one value`);
  }
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([u64(bytes.length), bytes]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function pad(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)]);
}
