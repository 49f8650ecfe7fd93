import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { DaemonError } from '../../errors.js';
import { tooLarge } from '../../http/read-json.js';
import type { ByteShare } from './byte-budget.js';
import { boundaryOf, type FieldPlace, FormScanner } from './form-scanner.js';

/** A form with files, kept on disk: the field that says who gets it may be its last. */
export interface SpooledForm {
  readonly type: 'form';
  readonly contentType: string;
  readonly bytes: number;
  readonly fields: ReadonlyMap<string, FieldPlace>;
  /** The body, with the value of `model` replaced where one is given. */
  content(model?: string): { readonly bytes: number; readonly chunks: AsyncIterable<Buffer> };
  close(): Promise<void>;
}

export interface SpoolInit {
  /** Made when it is missing; the file in it has no name for longer than it takes to open it. */
  readonly folder: string;
  readonly maxBytes: number;
  readonly share: ByteShare;
}

/** Fields that the gateway looks at. */
const WANTED: ReadonlySet<string> = new Set(['model', 'response_format', 'stream']);
const READ_BYTES = 256 * 1024;

/**
 * Reads a `multipart/form-data` body to the disk.
 * @throws DaemonError `BAD_REQUEST`, `BODY_TOO_LARGE`, `BUSY`
 */
export async function spoolForm(request: IncomingMessage, init: SpoolInit): Promise<SpooledForm> {
  const { 'content-type': contentType = '', 'content-length': length } = request.headers;
  const boundary = boundaryOf(contentType);
  if (boundary === undefined) throw malformed('needs "Content-Type: multipart/form-data" with a boundary');
  if (Number(length ?? 0) > init.maxBytes) throw tooLarge(init.maxBytes);
  const file = await openNameless(init.folder);
  try {
    const scanner = new FormScanner(boundary, WANTED);
    let bytes = 0;
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > init.maxBytes) throw tooLarge(init.maxBytes);
      init.share.take(chunk.length);
      scanner.push(chunk);
      await file.write(chunk);
    }
    scanner.end();
    if (scanner.problem !== undefined) throw malformed(scanner.problem);
    const place = scanner.fields.get('model');
    return {
      ...{ type: 'form', contentType, bytes, fields: scanner.fields },
      content: (model) => contentOf(file, { bytes, place: model === undefined ? undefined : place, model }),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface Replaced {
  readonly bytes: number;
  readonly place: FieldPlace | undefined;
  readonly model: string | undefined;
}

type File = Awaited<ReturnType<typeof open>>;

function contentOf(file: File, { bytes, place, model = '' }: Replaced): ReturnType<SpooledForm['content']> {
  if (place === undefined) return { bytes, chunks: readRange(file, 0, bytes) };
  const value = Buffer.from(model);
  return { bytes: bytes - (place.end - place.start) + value.length, chunks: read() };

  async function* read(): AsyncGenerator<Buffer> {
    yield* readRange(file, 0, place?.start ?? 0);
    yield value;
    yield* readRange(file, place?.end ?? 0, bytes);
  }
}

async function* readRange(file: File, start: number, end: number): AsyncGenerator<Buffer> {
  let position = start;
  while (position < end) {
    const length = Math.min(READ_BYTES, end - position);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
    if (bytesRead === 0) throw new Error('The spooled request is shorter than it was.');
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** A file that goes away with its last descriptor, whatever ends the daemon. */
async function openNameless(folder: string): Promise<File> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = path.join(folder, randomUUID());
  const file = await open(name, 'wx+', 0o600);
  try {
    await rm(name);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function malformed(problem: string): DaemonError {
  return new DaemonError({ code: 'BAD_REQUEST', message: `The form ${problem}.`, path: '' });
}
