import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback } from '../servers/listen.js';

/** What a test may let the registry do wrong. */
export interface OciFaults {
  /** Breaks the connection after so many bytes of a blob, as often as said. */
  cutBlobsAfter?: { bytes: number; times: number };
  /** Breaks the connection of so many further PATCH requests, and forgets their uploads. */
  cutPatches?: number;
  /** Gives these bytes in place of a blob's or a manifest's. */
  replaced?: Map<string, Uint8Array>;
  /** Where blobs are redirected to. */
  redirectBlobsTo?: string;
  /** Sends ranges in full. */
  ignoresRanges?: boolean;
}

/** A small registry of OCI's distribution specification 1.1 in memory, with the referrers API and bearer tokens. */
export interface FakeOciRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly requests: readonly { readonly line: string; readonly authorization: string | undefined }[];
  readonly blobs: Map<string, Uint8Array>;
  /** By tag and by digest. */
  readonly manifests: Map<string, { readonly type: string; readonly bytes: Uint8Array }>;
  readonly faults: OciFaults;
}

export interface FakeOciOptions {
  /** Asks for a token, which is given to this user alone. @default none */
  readonly user?: { readonly name: string; readonly password: string };
}

/** Starts one; it stops when the current test is over. */
export async function startFakeOciRegistry({ user }: FakeOciOptions = {}): Promise<FakeOciRegistry> {
  const requests: { line: string; authorization: string | undefined }[] = [];
  const blobs = new Map<string, Uint8Array>();
  const manifests = new Map<string, { type: string; bytes: Uint8Array }>();
  const faults: OciFaults = {};
  const uploads = new Map<string, Uint8Array[]>();
  let host = '';
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    requests.push({ line: `${request.method} ${request.url}`, authorization });
    const url = new URL(request.url ?? '/', `http://${host}`);
    const given = { request, response, url, faults, blobs, manifests, uploads };
    if (user !== undefined && url.pathname === '/token') return giveToken(given, user);
    if (user !== undefined && authorization?.startsWith('Bearer token of ') !== true)
      return challenge(response, host);
    answer(given).catch(() => response.destroy());
  });
  host = new URL(await listenOnLoopback(server)).host;
  return { host, requests, blobs, manifests, faults };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly faults: OciFaults;
  readonly blobs: Map<string, Uint8Array>;
  readonly manifests: Map<string, { type: string; bytes: Uint8Array }>;
  readonly uploads: Map<string, Uint8Array[]>;
}

function challenge(response: ServerResponse, host: string): void {
  const header = `Bearer realm="http://${host}/token",service="fake"`;
  response.writeHead(401, { 'www-authenticate': header }).end();
}

function giveToken(
  { request, response, url }: Exchange,
  user: { readonly name: string; readonly password: string },
): void {
  const expected = `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
  if (request.headers.authorization !== expected) return void response.writeHead(401).end();
  response.end(JSON.stringify({ token: `token of ${url.searchParams.get('scope')}` }));
}

async function answer(exchange: Exchange): Promise<void> {
  const { response, url } = exchange;
  const [, kind = '', rest = ''] =
    /\/(blobs\/uploads|blobs|manifests|referrers)\/(.*)$/.exec(url.pathname) ?? [];
  if (kind === 'blobs/uploads') return upload(exchange, rest);
  if (kind === 'blobs') return sendBlob(exchange, rest);
  if (kind === 'manifests') return manifest(exchange, rest);
  if (kind === 'referrers') return referrers(exchange, rest);
  response.writeHead(url.pathname === '/v2/' ? 200 : 404).end();
}

function sendBlob({ request, response, faults, blobs }: Exchange, digest: string): void {
  const bytes = faults.replaced?.get(digest) ?? blobs.get(digest);
  if (bytes === undefined) return void response.writeHead(404).end();
  if (request.method === 'HEAD')
    return void response.writeHead(200, { 'content-length': bytes.length }).end();
  if (faults.redirectBlobsTo !== undefined)
    return void response.writeHead(307, { location: `${faults.redirectBlobsTo}/${digest}` }).end();
  const asked =
    faults.ignoresRanges === true ? undefined : /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const from = Number(asked ?? 0);
  const part = bytes.subarray(from);
  const range =
    asked === undefined ? {} : { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
  response.writeHead(asked === undefined ? 200 : 206, { 'content-length': part.length, ...range });
  const cut = faults.cutBlobsAfter;
  if (cut === undefined || cut.times === 0 || part.length <= cut.bytes) return void response.end(part);
  cut.times -= 1;
  response.write(part.subarray(0, cut.bytes), () => response.destroy());
}

async function upload(exchange: Exchange, id: string): Promise<void> {
  const { request, response, url, faults, uploads, blobs } = exchange;
  const bytes = await bodyOf(request);
  if (request.method === 'POST') {
    const next = `${url.pathname}${uploads.size + 1}`;
    uploads.set(String(uploads.size + 1), []);
    return void response.writeHead(202, { location: `${next}?state=0` }).end();
  }
  const parts = uploads.get(id);
  if (parts === undefined) return void response.writeHead(404).end();
  if (request.method === 'PATCH') {
    if ((faults.cutPatches ?? 0) > 0) {
      faults.cutPatches = (faults.cutPatches ?? 0) - 1;
      uploads.set(id, []);
      return void response.destroy();
    }
    parts.push(bytes);
    return void response.writeHead(202, { location: `${url.pathname}?state=${parts.length}` }).end();
  }
  const whole = Buffer.concat([...parts, bytes]);
  const digest = url.searchParams.get('digest') ?? '';
  if (digestOf(whole) !== digest) return void response.writeHead(400).end();
  blobs.set(digest, whole);
  response.writeHead(201, { location: '/' }).end();
}

async function manifest(
  { request, response, faults, manifests }: Exchange,
  reference: string,
): Promise<void> {
  if (request.method === 'PUT') {
    const bytes = await bodyOf(request);
    const stored = { type: request.headers['content-type'] ?? '', bytes };
    manifests.set(reference, stored).set(digestOf(bytes), stored);
    const { subject } = JSON.parse(bytes.toString('utf8'));
    const header = subject === undefined ? {} : { 'oci-subject': subject.digest };
    return void response.writeHead(201, { location: '/', ...header }).end();
  }
  const stored = manifests.get(reference);
  if (stored === undefined) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': stored.type });
  response.end(faults.replaced?.get(reference) ?? stored.bytes);
}

function referrers({ response, manifests }: Exchange, digest: string): void {
  const listed = [...manifests].filter(
    ([name, { bytes }]) =>
      name.startsWith('sha256:') &&
      JSON.parse(Buffer.from(bytes).toString('utf8')).subject?.digest === digest,
  );
  const type = 'application/vnd.oci.image.index.v1+json';
  const entries = listed.map(([name, stored]) => {
    const { artifactType, annotations } = JSON.parse(Buffer.from(stored.bytes).toString('utf8'));
    return { mediaType: stored.type, digest: name, size: stored.bytes.length, artifactType, annotations };
  });
  response.writeHead(200, { 'content-type': type });
  response.end(JSON.stringify({ schemaVersion: 2, mediaType: type, manifests: entries }));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
