import { messageOf } from '@rbee-internal/coded-error';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { isTransportError } from '@rbee-internal/system/transport';
import { OciError } from '../model/errors.js';
import type { Reference } from '../model/reference.js';
import { type Authenticator, createAuthenticator, type RegistryCredentials, unauthorized } from './auth.js';

export interface ConnectOptions {
  readonly reference: Reference;
  readonly fetch: typeof globalThis.fetch;
  /** @default none */
  readonly credentials?: RegistryCredentials | undefined;
}

/** One request to a registry. */
export interface RegistryRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Further repositories that the request reads. */
  readonly from?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A registry that is spoken to. */
export interface Connection {
  readonly origin: string;
  readonly repository: string;
  readonly name: string;
  /** Below `/v2/REPOSITORY/`, or an address that the registry gave. */
  send(target: string | URL, request: RegistryRequest): Promise<Response>;
}

const MAX_REDIRECTS = 5;

/** Speaks to one repository: authentication, redirects and failures. */
export function connect({ reference, fetch, credentials }: ConnectOptions): Connection {
  const { origin, repository } = reference;
  const auth = createAuthenticator({ origin, fetch, credentials });
  const name = `${new URL(origin).host}/${repository}`;
  const send = async (target: string | URL, request: RegistryRequest): Promise<Response> => {
    const url = target instanceof URL ? target : new URL(`${origin}/v2/${repository}/${target}`);
    const scope = scopeOf(repository, request);
    const ask = () => follow(url, { ...request, origin, fetch, auth, scope });
    const response = await ask();
    if (response.status !== 401) return response;
    drop(response);
    const challenge = response.headers.get('www-authenticate');
    if (!(await auth.answer(challenge, scope, request.signal)))
      throw unauthorized(origin, 'it refuses the credentials, or asks for some');
    const second = await ask();
    if (second.status !== 401) return second;
    drop(second);
    throw unauthorized(origin, 'it refuses the credentials');
  };
  return { origin, repository, name, send };
}

function scopeOf(repository: string, { method = 'GET', from }: RegistryRequest): string {
  const actions = method === 'GET' || method === 'HEAD' ? 'pull' : 'pull,push';
  const other = from === undefined ? '' : ` repository:${from}:pull`;
  return `repository:${repository}:${actions}${other}`;
}

interface Asked extends RegistryRequest {
  readonly origin: string;
  readonly fetch: typeof globalThis.fetch;
  readonly auth: Authenticator;
  readonly scope: string;
}

/** Follows redirects of what only reads; the registry's own origin alone sees its credentials. */
async function follow(first: URL, asked: Asked): Promise<Response> {
  let url = first;
  let isTrusted = true;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    isTrusted &&= url.origin === asked.origin;
    const response = await sendOnce(url, asked, isTrusted);
    const location = response.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
    drop(response);
    if (asked.body !== undefined) throw protocol(url, 'it redirects what is sent to it');
    url = nextUrl(url, location);
  }
  throw protocol(first, `it redirects more than ${MAX_REDIRECTS} times`);
}

async function sendOnce(url: URL, asked: Asked, isTrusted: boolean): Promise<Response> {
  const { method = 'GET', headers, body, signal, fetch, auth, scope } = asked;
  const authorization = isTrusted ? auth.header(scope) : undefined;
  try {
    return await fetch(url.href, {
      method,
      headers: { ...headers, ...(authorization !== undefined && { authorization }) },
      redirect: 'manual',
      ...(body !== undefined && { body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) }),
      ...(signal !== undefined && { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw unreachable(url.href, error);
  }
}

/** Where a registry says to go on: never from https to http, and without credentials in the address. */
export function nextUrl(from: URL, location: string): URL {
  const next = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  const isSafe = next?.protocol === 'https:' || (next?.protocol === 'http:' && from.protocol === 'http:');
  if (next === undefined || !isSafe || next.username + next.password !== '')
    throw protocol(from, 'it sends to an address that is not used');
  return next;
}

/** What is not read of an answer; failing to drop it harms nothing. */
export function drop(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}

function unreachable(url: string, cause: unknown): OciError {
  let deepest = cause;
  while (deepest instanceof Error && deepest.cause !== undefined) deepest = deepest.cause;
  return new OciError({
    code: 'UNREACHABLE',
    message: `The registry at ${redactUrl(new URL(url).origin)} cannot be reached: ${showForeign(messageOf(deepest))}.`,
    hint: 'Check its address and that it runs.',
    isPassing: true,
    cause,
  });
}

/** A failed read of a body as an error of ours. */
export function readFailure(connection: Pick<Connection, 'origin' | 'name'>, error: unknown): unknown {
  if (!isTransportError(error)) return error;
  if (error.code !== 'TOO_LARGE') return unreachable(connection.origin, error);
  return new OciError({
    code: 'TOO_LARGE',
    message: `The registry ${connection.name} sends more than is accepted: ${error.message}`,
    hint: 'Look at what the reference names.',
    cause: error,
  });
}

export function protocol(where: URL | string, why: string): OciError {
  const shown = where instanceof URL ? redactUrl(where.origin) : where;
  return new OciError({
    code: 'PROTOCOL',
    message: `The registry ${shown} answers what the OCI distribution specification does not allow: ${why}.`,
    hint: 'Check that the address is that of an OCI registry.',
  });
}

/** An answer with a status that was not expected. */
export function refused({ name, origin }: Connection, doing: string, response: Response): OciError {
  drop(response);
  const { status } = response;
  if (status === 401 || status === 403) return unauthorized(origin, `${doing} was answered with ${status}`);
  return new OciError({
    code: status === 404 ? 'NOT_FOUND' : status >= 500 || status === 429 ? 'UNREACHABLE' : 'PROTOCOL',
    message: `The registry ${name} answered ${status} to ${doing}.`,
    hint: 'Look into the log of the registry for the reason.',
    isPassing: status >= 500 || status === 429,
  });
}
