import path from 'node:path';
import { isToken, TOKEN_RULE } from './access/token-file.js';
import { DaemonError } from './errors.js';
import { type GatewaySettings, resolveGatewayOptions } from './gateway/options.js';
import type { DaemonLimits, DaemonOptions } from './options.js';

const MEBIBYTE = 1024 ** 2;

const DEFAULT_LIMITS: DaemonLimits = Object.freeze({
  runningInstalls: 2,
  queuedJobs: 1_000,
  keptJobs: 1_000,
  jobLogBytes: 16 * MEBIBYTE,
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

/** The options with every default applied. */
export interface DaemonContext extends Omit<DaemonOptions, 'gateway'> {
  readonly gateway: GatewaySettings;
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly allowPrivateAddresses: boolean;
  readonly keepProcesses: boolean;
  readonly queenUrl: string;
  readonly limits: DaemonLimits;
  readonly forwardedBodyBytes: number;
}

/** The same, once the state folder is claimed. */
export interface ServingContext extends DaemonContext {
  readonly token: string;
}

/** @throws DaemonError `OPTION_INVALID` */
export function resolveOptions(options: DaemonOptions): DaemonContext {
  const { host = DEFAULT_HOST, port = DEFAULT_PORT, token, stateDir, allowedHosts = [] } = options;
  if (!path.isAbsolute(stateDir))
    throw invalid('stateDir', `${JSON.stringify(stateDir)} is not an absolute path`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw invalid('port', `${port} is not a port`);
  if (token !== undefined && !isToken(token)) throw invalid('token', `it must have ${TOKEN_RULE}`);
  const badHost = allowedHosts.find((name) => !/^[A-Za-z0-9.:[\]_-]{1,255}$/.test(name));
  if (badHost !== undefined)
    throw invalid('allowedHosts', `${JSON.stringify(badHost)} is not a host with a port`);
  const limits = resolveLimits(options.limits);
  return {
    ...options,
    host,
    port,
    allowedHosts,
    limits,
    allowPrivateAddresses: options.allowPrivateAddresses ?? false,
    gateway: resolveGatewayOptions(options.gateway),
    keepProcesses: options.keepProcesses ?? false,
    queenUrl: options.queenUrl ?? DEFAULT_QUEEN_URL,
    forwardedBodyBytes: Math.max(FORWARDED_BODY_BYTES, limits.bodyBytes),
  };
}

function resolveLimits(given: Partial<DaemonLimits> = {}): DaemonLimits {
  const limits = { ...DEFAULT_LIMITS };
  for (const name of Object.keys(DEFAULT_LIMITS) as (keyof DaemonLimits)[]) {
    const value = given[name] ?? DEFAULT_LIMITS[name];
    if (!Number.isSafeInteger(value) || value < 1) throw invalid(`limits.${name}`, `${value} is not a limit`);
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
