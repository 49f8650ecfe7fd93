import type { ProveOptions } from './confinement.js';
import { proveHealth, proveRequest } from './prove-server.js';
import { proveVersion } from './prove-version.js';

/**
 * Starts a program and checks that it works, apart from the rest of the machine. Nothing of it runs afterwards.
 *
 * @throws ProvisionError `NOT_PROVEN` with what the program printed, `REGISTRY_INVALID`; ExecuteError `SANDBOX`
 */
export async function proveProgram(program: string, options: ProveOptions): Promise<void> {
  const { probe } = options;
  switch (probe.kind) {
    case 'none':
      return;
    case 'version':
      return proveVersion(program, { ...options, probe });
    case 'health':
      return proveHealth(program, { ...options, probe });
    case 'request':
      return proveRequest(program, { ...options, probe });
    default:
      return probe satisfies never;
  }
}
