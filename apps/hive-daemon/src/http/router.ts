import type { IncomingMessage, ServerResponse } from 'node:http';
import { DaemonError } from '../errors.js';

/** One request and what to answer it with. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What stands in the path where the route has `:name`, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
}

/** An answer as JSON. */
export interface Answer {
  readonly status?: number | undefined;
  readonly body: unknown;
}

/** Answers with JSON, or writes the answer itself and says nothing. */
export type Handler = (call: Call) => Promise<Answer | undefined> | Answer | undefined;

export interface Route {
  /** `*` takes every method. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | '*';
  /** Such as `/v1/jobs/:id`; a last part `*` takes the rest of the path. */
  readonly path: string;
  readonly handle: Handler;
}

export interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

const MAX_PARAM_LENGTH = 512;

/**
 * The route of a request; `undefined` when no route has this path.
 * @throws DaemonError `METHOD_NOT_ALLOWED`, `NOT_FOUND`
 */
export function findRoute(routes: readonly Route[], method: string, pathname: string): Found | undefined {
  const matching = routes.flatMap((route) => {
    const params = match(route.path, pathname);
    return params === undefined ? [] : [{ route, params }];
  });
  if (matching.length === 0) return undefined;
  const wanted = method === 'HEAD' ? 'GET' : method;
  const found = matching.find(({ route }) => route.method === wanted || route.method === '*');
  if (found !== undefined) return found;
  throw new DaemonError({
    code: 'METHOD_NOT_ALLOWED',
    message: `${method} is not for this path.`,
    hint: `It takes ${matching.map(({ route }) => route.method).join(', ')}.`,
  });
}

function match(path: string, pathname: string): Record<string, string> | undefined {
  const wanted = path.split('/');
  const given = pathname.split('/');
  const isOpen = wanted.at(-1) === '*';
  if (isOpen ? given.length < wanted.length : given.length !== wanted.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part === '*') continue;
    if (!part.startsWith(':')) {
      if (part !== value) return undefined;
    } else params[part.slice(1)] = decodePart(value);
  }
  return params;
}

function decodePart(part: string): string {
  try {
    const decoded = decodeURIComponent(part);
    if (decoded !== '' && decoded.length <= MAX_PARAM_LENGTH && !/\p{Cc}/u.test(decoded)) return decoded;
  } catch {
    // Malformed escapes name nothing.
  }
  throw new DaemonError({ code: 'NOT_FOUND', message: 'The path names nothing that there is.' });
}
