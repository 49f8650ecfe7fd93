import { readBody } from '@rbee-internal/system/transport';
import { z } from 'zod';
import { OciError } from '../model/errors.js';

/** A name and a password, or an access token in its place. */
export interface RegistryCredentials {
  readonly username: string;
  readonly password: string;
}

/** Asked for before each request to the registry's own origin. */
export interface Authenticator {
  /** The header to send, if any is known for this scope. */
  header(scope: string): string | undefined;
  /** Takes up a challenge. @returns whether the request may be tried again */
  answer(challenge: string | null, scope: string, signal: AbortSignal | undefined): Promise<boolean>;
}

export interface AuthenticatorOptions {
  readonly origin: string;
  readonly fetch: typeof globalThis.fetch;
  readonly credentials?: RegistryCredentials | undefined;
}

const MAX_TOKEN_BYTES = 64 * 1024;
const TOKEN_DEADLINE = 30_000;
const tokenSchema = z.object({
  token: z.string().min(1).exactOptional(),
  access_token: z.string().min(1).exactOptional(),
});

/** Basic, and Bearer with a token per scope. Nothing is sent before the registry asks for it. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { credentials } = options;
  const headers = new Map<string, string>();
  let isBasic = false;
  const basic = credentials && `Basic ${base64(`${credentials.username}:${credentials.password}`)}`;
  return {
    header: (scope) => headers.get(scope) ?? (isBasic ? basic : undefined),
    async answer(challenge, scope, signal) {
      const asked = parseChallenge(challenge ?? '');
      if (asked === undefined) return false;
      if (asked.scheme === 'basic') {
        const isNew = basic !== undefined && !isBasic;
        isBasic = true;
        return isNew;
      }
      const isFirst = !headers.has(scope);
      headers.set(scope, `Bearer ${await fetchToken({ ...options, basic }, { ...asked, scope, signal })}`);
      return isFirst;
    },
  };
}

interface Challenge {
  readonly scheme: 'basic' | 'bearer';
  readonly parameters: ReadonlyMap<string, string>;
}

function parseChallenge(text: string): Challenge | undefined {
  const scheme = /^\s*(basic|bearer)\b/i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== 'basic' && scheme !== 'bearer') return undefined;
  const parameters = new Map<string, string>();
  for (const [, name = '', value = ''] of text.slice(0, 8_192).matchAll(/([a-z_]+)="([^"]*)"/gi))
    parameters.set(name.toLowerCase(), value);
  return { scheme, parameters };
}

interface TokenAsk extends Challenge {
  readonly scope: string;
  readonly signal: AbortSignal | undefined;
}

async function fetchToken(
  { origin, fetch, basic }: AuthenticatorOptions & { readonly basic: string | undefined },
  { parameters, scope, signal }: TokenAsk,
): Promise<string> {
  const url = realmOf(parameters.get('realm'), origin);
  const service = parameters.get('service');
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', scope);
  const response = await fetch(url.href, {
    headers: { accept: 'application/json', ...(basic !== undefined && { authorization: basic }) },
    redirect: 'error',
    ...(signal !== undefined && { signal }),
  });
  const body = await readBody(response, {
    maxBytes: MAX_TOKEN_BYTES,
    deadlineMilliseconds: TOKEN_DEADLINE,
    signal,
  });
  if (response.status !== 200) throw unauthorized(origin, `its token server answered ${response.status}`);
  const { token, access_token } = readToken(body);
  const found = token ?? access_token;
  if (found === undefined) throw unauthorized(origin, 'its token server gave no token');
  return found;
}

function readToken(body: Buffer): z.infer<typeof tokenSchema> {
  try {
    return tokenSchema.safeParse(JSON.parse(body.toString('utf8'))).data ?? {};
  } catch {
    return {};
  }
}

/** Credentials go to a token server over https, or to the registry's own origin. */
function realmOf(realm: string | undefined, origin: string): URL {
  const url = realm !== undefined && URL.canParse(realm) ? new URL(realm) : undefined;
  if (url === undefined || url.username + url.password !== '')
    throw unauthorized(origin, 'it names no usable token server');
  if (url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === new URL(origin).hostname))
    return url;
  throw unauthorized(origin, 'its token server is not reached over https');
}

export function unauthorized(origin: string, why: string): OciError {
  return new OciError({
    code: 'UNAUTHORIZED',
    message: `The registry ${origin} does not let this in: ${why}.`,
    hint: 'Check the user name and the password or token that the store was added with.',
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
