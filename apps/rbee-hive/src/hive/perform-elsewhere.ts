import type {
  CatalogOperationName,
  CatalogOperationOf,
  CatalogOperationResults,
} from '@rbee/worker-catalog/operations';
import type { Operation } from 'rbee-hive-daemon/api';
import type { DaemonClient } from '../daemon/client/daemon-client.js';
import type { RunOptions } from '../daemon/run-options.js';
import { localOnly } from './local-only.js';

export interface PerformElsewhereInit extends RunOptions {
  readonly daemon: DaemonClient;
  /** Whether mirrors were typed. */
  readonly mirrored: boolean | undefined;
}

/** Has the hive of another machine do an operation. @throws CommandFailure `LOCAL_ONLY`; as the hive refuses */
export async function performElsewhere<Name extends CatalogOperationName>(
  operation: CatalogOperationOf<Name>,
  { daemon, mirrored, ...run }: PerformElsewhereInit,
): Promise<CatalogOperationResults[Name]> {
  const flag = mirrored ? '--mirror' : localFlagOf(operation);
  if (flag !== undefined) throw localOnly(flag, `Without ${flag} that hive does it.`);
  // What is not for this process alone is one of the daemon's operations, too; their results are the same.
  return (await daemon.runJob(operation as Operation, run)) as CatalogOperationResults[Name];
}

/** The options that a daemon does not take from others. */
const LOCAL_FLAGS: Readonly<Record<string, string>> = {
  locked: '--locked',
  wait: '--no-wait',
  licenseOrigins: '--trust-license-origin',
};

function localFlagOf(operation: object): string | undefined {
  const field = Object.keys(LOCAL_FLAGS).find((name) => name in operation);
  if (field !== undefined) return LOCAL_FLAGS[field];
  const isFolder = 'from' in operation && !/^https?:/.test(String(operation.from));
  return isFolder ? '--from with a folder' : undefined;
}
