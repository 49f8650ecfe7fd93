import { isNonce, proofOf } from '../access/proof.js';
import type { Health, HiveInfo } from '../api/resources.js';
import { DaemonError } from '../errors.js';
import type { Call, Route } from '../http/router.js';
import type { ServingContext } from '../resolve-options.js';

/** What the daemon is. */
export function hiveRoutes(context: ServingContext, startedAt: string): Route[] {
  const { version, catalog, stateDir, registry, queenUrl, keepProcesses, token } = context;
  const health: Health = { status: 'ok', service: 'rbee-hive', version };
  const hive: HiveInfo = {
    version,
    pid: process.pid,
    startedAt,
    root: catalog.root,
    stateDir,
    registry,
    queenUrl,
    keepProcesses,
  };
  return [
    { method: 'GET', path: '/health', handle: (call) => ({ body: { ...health, ...proofFor(call, token) } }) },
    { method: 'GET', path: '/v1/hive', handle: () => ({ body: hive }) },
  ];
}

/** Who asks with a nonce learns that the daemon knows the token. @throws DaemonError `BAD_REQUEST` */
function proofFor({ query, request }: Call, token: string): Pick<Health, 'proof'> {
  const nonce = query.get('nonce');
  if (nonce === null) return {};
  if (isNonce(nonce)) return { proof: proofOf(token, { nonce, host: request.headers.host ?? '' }) };
  throw new DaemonError({
    code: 'BAD_REQUEST',
    message: 'The nonce has to have 16 to 128 letters, digits, "-" and "_".',
    path: 'nonce',
  });
}
