import { gzipSync } from 'node:zlib';
import { Header } from 'tar';

/** An entry of a tar that no honest program would write. */
export interface TarEntry {
  readonly path: string;
  readonly type?: 'File' | 'Directory' | 'SymbolicLink' | 'Link' | 'FIFO' | 'CharacterDevice' | 'SparseFile';
  readonly body?: string;
  readonly linkpath?: string;
  readonly mode?: number;
}

/** A tar of these entries, byte for byte as named. */
export function tarOf(...entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(1024)]);
}

export function tarGzOf(...entries: readonly TarEntry[]): Buffer {
  return gzipSync(tarOf(...entries));
}

function blocksOf({ path, type = 'File', body = '', linkpath, mode = 0o644 }: TarEntry): Buffer[] {
  const content = Buffer.from(body);
  const common = { path, type, size: content.length, mode, mtime: new Date(1_000_000_000_000) };
  const header = new Header(linkpath === undefined ? common : { ...common, linkpath });
  const block = Buffer.alloc(512);
  header.encode(block);
  return [block, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
}
