import { z } from 'zod';
import { isNonce, proofOf } from '../access/proof.js';
import { Health, HiveInfo } from '../api/resources.js';
import { DaemonError } from '../errors.js';
import type { Call, Route } from '../http/router.js';
import type { ServingContext } from '../resolve-options.js';

/** The daemon itself. */
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
    {
      method: 'GET',
      path: '/health',
      summary: 'Whether the daemon runs; it needs no token',
      query: z.object({
        nonce: z.string().optional().meta({ description: '16 to 128 letters, digits, "-" and "_"' }),
      }),
      answer: Health,
      handle: (call) => ({ body: { ...health, ...proofFor(call, token) } }),
    },
    {
      method: 'GET',
      path: '/v1/hive',
      summary: 'The daemon itself',
      answer: HiveInfo,
      handle: () => ({ body: hive }),
    },
  ];
}

/** Who asks with a nonce learns that the daemon knows the token. @throws DaemonError `BAD_REQUEST` */
function proofFor({ query, request }: Call, token: string): Pick<Health, 'proof'> {
  const nonce = query.get('nonce');
  if (nonce === null) return {};
  if (isNonce(nonce)) return { proof: proofOf(token, { nonce, host: request.headers.host ?? '' }) };
  throw new DaemonError({
    code: 'BAD_REQUEST',
    message: 'The nonce must be 16 to 128 letters, digits, "-" and "_".',
    path: 'nonce',
  });
}
