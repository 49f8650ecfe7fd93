import { licenseOriginOf } from '../catalog/license-origin.js';

/**
 * What a user of the command line does about a failure whose own hint is for callers of a library or of the daemon;
 * `undefined` for any other.
 */
export function commandHint(code: string, origins: readonly string[] = []): string | undefined {
  if (code === 'RUNNING')
    return 'Stop its processes first: rbee-hive ps lists them, and rbee-hive stop ends one.';
  return code === 'LICENSE_ORIGIN_UNTRUSTED' ? trustHint(origins) : undefined;
}

function trustHint(origins: readonly string[]): string | undefined {
  const trustable = origins.filter((origin) => licenseOriginOf(origin) === origin);
  if (origins.length > 0 && trustable.length === 0) return undefined;
  const commands = trustable.map((origin) => `rbee-hive license trust ${origin}`);
  return `If it may have your token: ${commands.join(' && ') || 'rbee-hive license trust ORIGIN'}. For this time only: --trust-license-origin.`;
}
