import type { CallOptions } from '@rbee/artifact-catalog';
import { type Machine, openMachine } from '@rbee/aur-arch';
import type { ProvisionContext } from '../options/provisioner-options.js';

/** What opening a machine depends on. */
export type MachineContext = Pick<ProvisionContext, 'machine' | 'host' | 'env'>;

/** The machine that was passed, else this one. */
export async function machineOf(
  { machine, host, env }: MachineContext,
  { signal }: CallOptions = {},
): Promise<Machine> {
  return machine ?? openMachine({ host, env, signal });
}
