import { ProvisionError } from '../../errors.js';
import type { RegistryTrust, WorkerRegistry } from '../worker-registry.js';

/** A registry that is neither signed nor on this machine: every question is refused, and nothing is asked. */
export function unsignedRegistry(origin: string, trust: RegistryTrust): WorkerRegistry {
  const refuse = () => Promise.reject(unsigned(origin));
  return { origin, trustOf: () => trust, list: refuse, find: refuse, pkgbuild: refuse, file: refuse };
}

function unsigned(origin: string): ProvisionError {
  return new ProvisionError({
    code: 'REGISTRY_UNSIGNED',
    message: `The worker registry at ${origin} is not used: no root of its signatures is trusted here, and it is not on this machine.`,
    hint: 'Trust its root.json (trustedRoot), or pass allowUnsigned to use it as it is.',
  });
}
