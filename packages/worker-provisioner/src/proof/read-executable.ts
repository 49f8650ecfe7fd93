import { openRegularFile } from '@rbee-internal/system/files';

/** What a file says of how it is run. */
export type Executable =
  | {
      readonly type: 'elf';
      /** In Arch's terms, where it is a known one. */
      readonly architecture?: string;
      /** The dynamic loader, such as `/lib/ld-musl-x86_64.so.1`. */
      readonly loader?: string;
    }
  | { readonly type: 'script'; readonly interpreter: string }
  | { readonly type: 'other' };

/** Headers and the loader's name are at the start of a file. */
const HEAD_BYTES = 64 * 1024;

/** Numbers of the ELF specification. */
const MACHINES: ReadonlyMap<number, string> = new Map([
  [0x03, 'i686'],
  [0x28, 'armv7h'],
  [0x3e, 'x86_64'],
  [0xb7, 'aarch64'],
  [0xf3, 'riscv64'],
  [0x15, 'powerpc64le'],
  [0x102, 'loong64'],
]);
const PT_INTERP = 3;

export async function readExecutable(file: string): Promise<Executable> {
  const handle = await openRegularFile(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return readHead(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

function readHead(head: Buffer): Executable {
  if (head.toString('latin1', 0, 2) === '#!') {
    const line = head.toString('utf8', 2, 512).split('\n')[0] ?? '';
    return { type: 'script', interpreter: line.trim().split(/\s+/)[0] ?? '' };
  }
  if (head.length < 64 || head.readUInt32BE(0) !== 0x7f454c46) return { type: 'other' };
  return readElf(head);
}

/** Of files in the byte order of all machines that workers run on. */
function readElf(head: Buffer): Executable {
  const [is64, isLittle] = [head[4] === 2, head[5] === 1];
  if (!isLittle) return { type: 'elf' };
  const architecture = MACHINES.get(head.readUInt16LE(18));
  const loader = is64 ? loaderOf(head) : undefined;
  return {
    type: 'elf',
    ...(architecture !== undefined && { architecture }),
    ...(loader !== undefined && { loader }),
  };
}

function loaderOf(head: Buffer): string | undefined {
  const [start, size, count] = [
    Number(head.readBigUInt64LE(32)),
    head.readUInt16LE(54),
    head.readUInt16LE(56),
  ];
  for (let index = 0; index < count; index += 1) {
    const at = start + index * size;
    if (at + 56 > head.length) return undefined;
    if (head.readUInt32LE(at) !== PT_INTERP) continue;
    const [from, length] = [Number(head.readBigUInt64LE(at + 8)), Number(head.readBigUInt64LE(at + 32))];
    if (from + length > head.length) return undefined;
    return head.toString('utf8', from, from + length).replace(/\0+$/, '');
  }
  return undefined;
}
