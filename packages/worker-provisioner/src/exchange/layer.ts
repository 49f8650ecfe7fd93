import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { TreeEntry } from '@rbee/artifact-catalog';
import { type Descriptor, padding, TAR_END, tarHeader } from '@rbee-internal/oci';
import { openRegularFile } from '@rbee-internal/system/files';
import { ProvisionError } from '../errors.js';

/** Which entries of which tree, and where the layer is written. */
export interface LayerInit {
  readonly folder: string;
  readonly entries: readonly TreeEntry[];
  readonly file: string;
  readonly mediaType: string;
  readonly signal?: AbortSignal | undefined;
}

/** Writes a layer: a tar that is the same for the same entries, compressed. */
export async function writeLayer({
  folder,
  entries,
  file,
  mediaType,
  signal,
}: LayerInit): Promise<Descriptor> {
  const hash = createHash('sha256');
  let size = 0;
  async function* counted(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of content) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  const tar = Readable.from(tarOf(folder, entries), { objectMode: false });
  await pipeline(tar, createGzip(), counted, createWriteStream(file, { flags: 'wx', mode: 0o600 }), {
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
  return { mediaType, digest: `sha256:${hash.digest('hex')}`, size };
}

async function* tarOf(folder: string, entries: readonly TreeEntry[]): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    requireText(entry);
    yield tarHeader(entry);
    if (entry.type !== 'file') continue;
    yield* contentOf(path.join(folder, entry.path), entry.size);
    yield padding(entry.size);
  }
  yield TAR_END;
}

/** As many bytes as are listed: what a running program does to its file meanwhile must not shift what follows. */
async function* contentOf(file: string, size: number): AsyncGenerator<Buffer> {
  const handle = await openRegularFile(file);
  let read = 0;
  try {
    for await (const chunk of handle.createReadStream({ highWaterMark: 256 * 1024, autoClose: false })) {
      read += chunk.length;
      yield chunk;
    }
  } finally {
    await handle.close();
  }
  if (read !== size) throw notPortable(`${path.basename(file)} changed while it was read`);
}

/** A name or target that is not UTF-8 cannot be told apart from another after a journey. */
function requireText(entry: TreeEntry): void {
  const text = entry.type === 'link' ? entry.path + entry.target : entry.path;
  if (/[\uDC80-\uDCFF]/u.test(text)) throw notPortable('it has a name that is not UTF-8');
}

export function notPortable(why: string): ProvisionError {
  return new ProvisionError({
    code: 'NOT_PORTABLE',
    message: `The worker cannot be given to others: ${why}.`,
    hint: 'Verify it, and install it again with force where it was changed.',
  });
}
