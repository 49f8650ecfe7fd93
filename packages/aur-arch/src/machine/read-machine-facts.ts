import type { MachineFacts } from './machine.js';
import { type OpenMachineOptions, openMachine } from './open-machine.js';

/**
 * What a recipe may ask of this machine while it is read, as `parsePkgbuild` takes it: `uname`, which programs exist,
 * `/etc/os-release`.
 *
 * @throws the signal's reason
 * @example
 * const facts = await readMachineFacts({ host: detectHost(process), env: process.env });
 * const { pkgbuild } = parsePkgbuild(text, { facts });
 */
export async function readMachineFacts(options: OpenMachineOptions): Promise<MachineFacts> {
  const machine = await openMachine(options);
  return machine.readFacts({ signal: options.signal });
}
