import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import { compressionOf } from '../extract/compression/compression.js';
import { decompressFile } from '../extract/compression/decompress.js';
import type { FetchContext, FetchedContent } from '../fetchers/fetcher.js';
import type { SourceRequest } from '../types.js';
import { loadCheckSignature } from './load-check-signature.js';

const SIGNATURE_EXTENSIONS: ReadonlySet<string> = new Set(['.sig', '.asc', '.sign']);
/** A signature may be of what is inside a compressed file; makepkg tries these in turn. */
const COMPRESSED_EXTENSIONS = ['', '.gz', '.bz2', '.xz', '.lrz', '.lzo', '.Z', '.zst'];
const MAX_SIGNATURE_BYTES = 1024 * 1024;

/**
 * Checks every detached signature among the sources against the file that it is beside of, and returns who
 * signed what, by the names of the files.
 * @throws SourceFetchError
 */
export async function verifySignatures(
  requests: readonly SourceRequest[],
  contents: readonly FetchedContent[],
  context: FetchContext,
): Promise<ReadonlyMap<string, string>> {
  const signers = new Map<string, string>();
  if (context.signatures === 'skip') return signers;
  const files = new Map(
    requests.flatMap(({ source }, index) => {
      const content = contents[index];
      return content?.type === 'file' ? [[source.name, content.path] as const] : [];
    }),
  );
  for (const [name, file] of files) {
    if (!SIGNATURE_EXTENSIONS.has(path.extname(name))) continue;
    const signed = signedFile(name, files);
    const signedBy = await verifyFile(
      { name: signed.name, file: signed.file, signature: file, isInside: signed.isInside },
      context,
    );
    signers.set(signed.name, signedBy);
    context.emit({ type: 'signature-verified', name: signed.name, signedBy });
  }
  return signers;
}

interface SignedFile {
  readonly name: string;
  readonly file: string;
  /** Whether what is inside the compressed file was signed, and not the file. */
  readonly isInside: boolean;
}

function signedFile(signature: string, files: ReadonlyMap<string, string>): SignedFile {
  const base = signature.slice(0, -path.extname(signature).length);
  for (const extension of COMPRESSED_EXTENSIONS) {
    const file = files.get(base + extension);
    if (file !== undefined) return { name: base + extension, file, isInside: extension !== '' };
  }
  throw new SourceFetchError({
    code: 'SIGNATURE_INVALID',
    message: `There is no source '${showForeign(base)}' for the signature '${showForeign(signature)}'.`,
    hint: `Add the file to the sources, or remove its signature.`,
  });
}

async function verifyFile(
  { name, file, signature, isInside }: SignedFile & { readonly signature: string },
  context: FetchContext,
): Promise<string> {
  const bytes = await readSmall(signature);
  const compression = isInside ? await compressionOf(file) : undefined;
  const openFile = () =>
    compression === undefined
      ? createReadStream(file, { highWaterMark: 1024 * 1024 })
      : decompressFile({ file, name, compression }, context);
  const checkSignature = await loadCheckSignature(name);
  return checkSignature({ name, signature: bytes, open: openFile }, context);
}

async function readSmall(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(MAX_SIGNATURE_BYTES),
      0,
      MAX_SIGNATURE_BYTES,
      0,
    );
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
