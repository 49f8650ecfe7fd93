import path from 'node:path';
import { DaemonError } from './errors.js';
import type { DaemonLimits, DaemonOptions } from './options.js';

const MEBIBYTE = 1024 ** 2;

const DEFAULT_LIMITS: DaemonLimits = Object.freeze({
  runningInstalls: 2,
  queuedJobs: 1_000,
  keptJobs: 1_000,
  jobLogBytes: 256 * MEBIBYTE,
  processLogBytes: 16 * MEBIBYTE,
  processLogFiles: 4,
  streams: 1_000,
  connections: 2_000,
  bodyBytes: MEBIBYTE,
});

/** Of a body that is forwarded to a worker, where `limits.bodyBytes` does not say more. */
const FORWARDED_BODY_BYTES = 32 * MEBIBYTE;

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 7835;
const DEFAULT_QUEEN_URL = 'http://localhost:7833';
const MIN_TOKEN_LENGTH = 16;

/** The options with every default applied. */
export interface DaemonContext extends DaemonOptions {
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly allowPrivateAddresses: boolean;
  readonly keepProcesses: boolean;
  readonly queenUrl: string;
  readonly limits: DaemonLimits;
  readonly forwardedBodyBytes: number;
}

/** @throws DaemonError `OPTION_INVALID`, `HOST_NEEDS_TOKEN` */
export function resolveOptions(options: DaemonOptions): DaemonContext {
  const { host = DEFAULT_HOST, port = DEFAULT_PORT, token, stateDir, allowedHosts = [] } = options;
  if (!path.isAbsolute(stateDir))
    throw invalid('stateDir', `${JSON.stringify(stateDir)} is no absolute path`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw invalid('port', `${port} is no port`);
  if (token !== undefined && !/^[\x21-\x7e]{16,4096}$/.test(token)) {
    throw invalid('token', `it has to have at least ${MIN_TOKEN_LENGTH} characters, all printable ASCII`);
  }
  const badHost = allowedHosts.find((name) => !/^[A-Za-z0-9.:[\]_-]{1,255}$/.test(name));
  if (badHost !== undefined)
    throw invalid('allowedHosts', `${JSON.stringify(badHost)} is no host with a port`);
  if (!isLoopback(host) && token === undefined) {
    throw new DaemonError({
      code: 'HOST_NEEDS_TOKEN',
      message: `The daemon is to listen at ${host}, which other machines can reach, but has no token.`,
      hint: `Give it a token of at least ${MIN_TOKEN_LENGTH} characters, or let it listen at ${DEFAULT_HOST}.`,
    });
  }
  const limits = resolveLimits(options.limits);
  return {
    ...options,
    host,
    port,
    allowedHosts,
    limits,
    allowPrivateAddresses: options.allowPrivateAddresses ?? false,
    keepProcesses: options.keepProcesses ?? false,
    queenUrl: options.queenUrl ?? DEFAULT_QUEEN_URL,
    forwardedBodyBytes: Math.max(FORWARDED_BODY_BYTES, limits.bodyBytes),
  };
}

/** Addresses only: a name could be made to lead elsewhere, except for the one that every system has. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

function resolveLimits(given: Partial<DaemonLimits> = {}): DaemonLimits {
  const limits = { ...DEFAULT_LIMITS };
  for (const name of Object.keys(DEFAULT_LIMITS) as (keyof DaemonLimits)[]) {
    const value = given[name] ?? DEFAULT_LIMITS[name];
    if (!Number.isSafeInteger(value) || value < 1) throw invalid(`limits.${name}`, `${value} is no limit`);
    Object.assign(limits, { [name]: value });
  }
  return limits;
}

function invalid(option: string, problem: string): DaemonError {
  return new DaemonError({
    code: 'OPTION_INVALID',
    message: `The daemon's option ${option} cannot be used: ${problem}.`,
    path: option,
  });
}
