import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isSystemError } from '@rbee-internal/coded-error';
import { openRegularFile } from '@rbee-internal/system/files';
import type { OciStore } from '../model/store.js';
import { EMPTY_INDEX, INDEX_FILE, LAYOUT_FILE, LAYOUT_TEXT, requireLayout } from './layout-content.js';
import { type LayoutFiles, openLayout } from './open-layout.js';

/**
 * Opens an OCI image layout in a folder, which is made where there is none.
 * @throws OciError `LAYOUT_INVALID`
 */
export async function openLayoutFolder(folder: string): Promise<OciStore> {
  const files = filesOf(folder);
  if ((await files.size(INDEX_FILE)) === undefined) {
    await mkdir(path.join(folder, 'blobs', 'sha256'), { recursive: true });
    await writeFile(path.join(folder, LAYOUT_FILE), LAYOUT_TEXT);
    await writeFile(path.join(folder, INDEX_FILE), JSON.stringify(EMPTY_INDEX));
  }
  const chunks: Uint8Array[] = [];
  if (((await files.size(LAYOUT_FILE)) ?? Number.POSITIVE_INFINITY) < 4_096)
    for await (const chunk of files.read(LAYOUT_FILE, 0)) chunks.push(chunk);
  requireLayout(Buffer.concat(chunks), folder);
  return openLayout(files);
}

function filesOf(folder: string): LayoutFiles {
  return {
    name: folder,
    async size(place) {
      try {
        const stats = await lstat(path.join(folder, place));
        return stats.isFile() ? stats.size : undefined;
      } catch (error) {
        if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
        throw error;
      }
    },
    read: (place, from, signal) => readFrom(path.join(folder, place), from, signal),
    async write(place, content) {
      const file = path.join(folder, place);
      const written = `${file}.part`;
      try {
        await pipeline(content, createWriteStream(written, { mode: 0o644 }));
        await rename(written, file);
      } catch (error) {
        await rm(written, { force: true });
        throw error;
      }
    },
  };
}

async function* readFrom(
  file: string,
  from: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const handle = await openRegularFile(file);
  try {
    for await (const chunk of createReadStream(file, { fd: handle, start: from, autoClose: false })) {
      signal?.throwIfAborted();
      yield chunk;
    }
  } finally {
    await handle.close();
  }
}
