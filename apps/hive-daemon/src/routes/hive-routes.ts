import type { Health, HiveInfo } from '../api/resources.js';
import type { Route } from '../http/router.js';
import type { DaemonContext } from '../resolve-options.js';

/** What the daemon is. */
export function hiveRoutes(context: DaemonContext, startedAt: string): Route[] {
  const { version, catalog, stateDir, registry, queenUrl, keepProcesses } = context;
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
    { method: 'GET', path: '/health', handle: () => ({ body: health }) },
    { method: 'GET', path: '/v1/hive', handle: () => ({ body: hive }) },
  ];
}
