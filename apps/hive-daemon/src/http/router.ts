import type { IncomingMessage, ServerResponse } from 'node:http';
import { TrieRouter } from 'hono/router/trie-router';
import type { z } from 'zod';
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

/** Returns what is sent as JSON; `undefined` when it has written the response itself. */
export type Handler = (call: Call) => Promise<Answer | undefined> | Answer | undefined;

export interface Route extends RouteDescription {
  /** `*` takes every method. */
  readonly method: 'GET' | 'POST' | 'DELETE' | '*';
  /** Such as `/v1/jobs/:id`; a last part `*` takes the rest of the path. */
  readonly path: string;
  readonly handle: Handler;
}

/** What the OpenAPI document says of a route. */
export interface RouteDescription {
  readonly summary: string;
  /** What the query may have. @default nothing */
  readonly query?: z.ZodObject | undefined;
  /** What is sent. @default nothing */
  readonly body?: z.ZodType | undefined;
  /** What is returned with success: JSON, or, with `eventName`, the data of server-sent events. @default any content */
  readonly answer?: z.ZodType | undefined;
  readonly eventName?: string | undefined;
  /** @default 200 */
  readonly status?: number | undefined;
}

export interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

const MAX_PARAM_LENGTH = 512;

/** Finds the route of a request; `undefined` when no route has this path. Paths are matched as they were sent. */
export type FindRoute = (method: string, pathname: string) => Found | undefined;

/** @throws (what it returns) DaemonError `METHOD_NOT_ALLOWED`, `NOT_FOUND` */
export function createRouter(routes: readonly Route[]): FindRoute {
  const router = new TrieRouter<Route>();
  for (const route of routes) router.add(route.method === '*' ? 'ALL' : route.method, route.path, route);
  return (method, pathname) => {
    const found = matches(router, method === 'HEAD' ? 'GET' : method, pathname)[0];
    if (found !== undefined) return found;
    const others = METHODS.filter((other) => matches(router, other, pathname).length > 0);
    if (others.length === 0) return undefined;
    throw new DaemonError({
      code: 'METHOD_NOT_ALLOWED',
      message: `This path does not take ${method}.`,
      hint: `It takes ${others.join(', ')}.`,
    });
  };
}

const METHODS = ['GET', 'POST', 'DELETE'] as const;

function matches(router: TrieRouter<Route>, method: string, pathname: string): Found[] {
  const [found] = router.match(method, pathname);
  return found.flatMap(([route, params]) => {
    // To the router, `/a/*` is `/a` too.
    if (route.path.endsWith('/*') && pathname.split('/').length < route.path.split('/').length) return [];
    const named = Object.entries(params as Readonly<Record<string, string>>);
    return [{ route, params: Object.fromEntries(named.map(([name, value]) => [name, decodePart(value)])) }];
  });
}

function decodePart(part: string): string {
  try {
    const decoded = decodeURIComponent(part);
    if (decoded !== '' && decoded.length <= MAX_PARAM_LENGTH && !/\p{Cc}/u.test(decoded)) return decoded;
  } catch {
    // Malformed escapes name nothing.
  }
  throw new DaemonError({ code: 'NOT_FOUND', message: 'This path names nothing that exists.' });
}
