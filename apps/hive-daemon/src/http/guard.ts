import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { DaemonError } from '../errors.js';

export interface GuardOptions {
  /** Names and ports by which the daemon may be called, such as `127.0.0.1:7835`; lower case. */
  readonly hosts: ReadonlySet<string>;
  /** Asked for at every path but those that are open. */
  readonly token: string;
}

/** Refuses a request that may not be for us, or not from who may ask. @throws DaemonError */
export type Guard = (request: IncomingMessage, pathname: string) => void;

/**
 * The checks that come before anything else. The Host has to be one of ours: a foreign name that was made to lead here
 * (DNS rebinding) is refused. A page of another origin, be it another port of this machine, is refused for every path
 * of the interface, and may only link to the web page. The interface demands the token of every client: any program of this
 * machine, a build or a worker too, reaches a loopback address.
 */
export function createGuard({ hosts, token }: GuardOptions): Guard {
  const wanted = digest(`Bearer ${token}`);
  return (request, pathname) => {
    checkHost(request, hosts);
    checkOrigin(request, { pathname, hosts });
    if (isOpen(request, pathname)) return;
    if (!timingSafeEqual(wanted, digest(request.headers.authorization ?? ''))) throw unauthorized();
  };
}

/** @throws DaemonError `FORBIDDEN_ORIGIN` for a request that names another host */
export function checkHost(request: IncomingMessage, hosts: ReadonlySet<string>): void {
  const [host = '', ...others] = request.headersDistinct.host ?? [];
  if (others.length > 0 || !hosts.has(host.toLowerCase())) throw foreignHost();
}

export interface OriginCheck {
  readonly pathname: string;
  readonly hosts: ReadonlySet<string>;
}

/** @throws DaemonError `FORBIDDEN_ORIGIN` for a request that comes from another site's page */
export function checkOrigin(request: IncomingMessage, { pathname, hosts }: OriginCheck): void {
  const { origin } = request.headers;
  if (origin !== undefined && !isOwnOrigin(origin, hosts)) throw foreignOrigin();
  if (!isOwnSite(request, pathname)) throw foreignOrigin();
}

/** What is told without a token: that the daemon is there, and the files of its page. */
function isOpen({ method }: IncomingMessage, pathname: string): boolean {
  return (method === 'GET' || method === 'HEAD') && !isInterface(pathname);
}

function isInterface(pathname: string): boolean {
  return pathname === '/metrics' || pathname === '/v1' || pathname.startsWith('/v1/');
}

function isOwnOrigin(origin: string, hosts: ReadonlySet<string>): boolean {
  const [, host] = /^https?:\/\/([^/]+)$/.exec(origin.toLowerCase()) ?? [];
  return host !== undefined && hosts.has(host);
}

/** Browsers say from what site a request comes; a link from elsewhere may open the page, and nothing else. */
function isOwnSite({ headers, method }: IncomingMessage, pathname: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return true;
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && !isInterface(pathname);
}

/** Equal lengths for the comparison, whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function foreignHost(): DaemonError {
  return new DaemonError({
    code: 'FORBIDDEN_ORIGIN',
    message: 'The request names a Host that is not the daemon.',
    hint: 'Call it by the address it was started with, or start it with that name among its allowed hosts.',
  });
}

function foreignOrigin(): DaemonError {
  return new DaemonError({
    code: 'FORBIDDEN_ORIGIN',
    message: 'The request comes from a page that is not the daemon’s own.',
    hint: 'Open the daemon’s own page, or start it with that origin’s name among its allowed hosts.',
  });
}

function unauthorized(): DaemonError {
  return new DaemonError({
    code: 'UNAUTHORIZED',
    message: 'The token is missing or wrong.',
    hint: 'Send it as "Authorization: Bearer TOKEN"; it is in the file "token" of the state folder.',
  });
}
