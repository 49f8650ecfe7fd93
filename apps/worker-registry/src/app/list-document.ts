import { parseAccept } from 'hono/utils/accept';
import type { WorkerMetadata } from '../store/types.js';

/** The response to `GET /workers`, rebuilt only when the list changes. */
export interface ListDocument {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
  /** A strong one, of `body`. */
  readonly etag: string;
}

const documents = new WeakMap<readonly WorkerMetadata[], Promise<ListDocument>>();

/** The document of a list; lists are compared by identity. */
export function listDocument(workers: readonly WorkerMetadata[]): Promise<ListDocument> {
  const known = documents.get(workers);
  if (known !== undefined) return known;
  const made = makeDocument(workers);
  documents.set(workers, made);
  return made;
}

async function makeDocument(workers: readonly WorkerMetadata[]): Promise<ListDocument> {
  const body = new TextEncoder().encode(JSON.stringify({ workers }));
  const stream = new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'));
  const gzip = new Uint8Array(await new Response(stream).arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', body));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { body, gzip, etag: `"${hex}"` };
}

/** Whether a request takes gzip, by its `Accept-Encoding`. */
export function acceptsGzip(header: string | undefined): boolean {
  if (header === undefined) return false;
  const accepted = parseAccept(header);
  const entry =
    accepted.find(({ type }) => type.toLowerCase() === 'gzip') ?? accepted.find(({ type }) => type === '*');
  return entry !== undefined && entry.q > 0;
}
