import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Codes of {@link IrregularFileError}: the kernel's where it has one, `EFTYPE` and `EFBIG` where we look ourselves. */
export type IrregularFileCode = 'ELOOP' | 'EFTYPE' | 'EFBIG';

/** A file that is not what it should be. It has the members of a system error, so `isSystemError` recognises it. */
export class IrregularFileError extends Error {
  override readonly name = 'IrregularFileError';
  readonly code: IrregularFileCode;
  readonly path: string;

  constructor(code: IrregularFileCode, path: string, reason: string) {
    super(`${code}: ${reason}, open '${path}'`);
    this.code = code;
    this.path = path;
  }
}

/**
 * Opens a regular file, following no link at its end and without waiting: opening a FIFO would wait for its other
 * side, and opening a device may do anything. `flags` are those of open(2) besides, such as `constants.O_WRONLY`.
 *
 * @throws IrregularFileError `ELOOP` for a link, `EFTYPE` for a folder, FIFO, socket or device; the system's errors
 */
export async function openRegularFile(file: string, flags: number = constants.O_RDONLY): Promise<FileHandle> {
  // Windows has neither flag.
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const handle = await open(file, flags | O_NOFOLLOW | O_NONBLOCK).catch((error: unknown) => {
    throw asIrregular(error, file);
  });
  try {
    if (!(await handle.stat()).isFile())
      throw new IrregularFileError('EFTYPE', file, 'it is not a regular file');
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

export interface ReadRegularFileOptions {
  /** The most bytes that it may have. */
  readonly maxBytes: number;
}

/**
 * Reads a small regular file whole.
 * @throws like {@link openRegularFile}, and IrregularFileError `EFBIG` for one that is larger
 */
export async function readRegularFile(file: string, { maxBytes }: ReadRegularFileOptions): Promise<Buffer> {
  const handle = await openRegularFile(file);
  try {
    const chunks: Buffer[] = [];
    let total = 0;
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, total);
      if (bytesRead === 0) return Buffer.concat(chunks);
      total += bytesRead;
      if (total > maxBytes)
        throw new IrregularFileError('EFBIG', file, `it is larger than ${maxBytes} bytes`);
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

const CHUNK_BYTES = 64 * 1024;

/** What open(2) says of a link under O_NOFOLLOW, or of a socket or FIFO, is said in one way on every system. */
function asIrregular(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // EMLINK is FreeBSD's word for it.
  if (code === 'ELOOP' || code === 'EMLINK') return new IrregularFileError('ELOOP', file, 'it is a link');
  if (code === 'ENXIO' || code === 'EISDIR')
    return new IrregularFileError('EFTYPE', file, 'it is not a regular file');
  return error;
}
