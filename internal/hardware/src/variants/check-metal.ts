import { vercmp } from '@rbee-internal/vercmp';
import type { HardwareSnapshot } from '../types.js';
import { factUnknown, reason } from './reasons.js';
import type { Reason, VariantRequirements } from './variant-types.js';

/** What keeps a Metal variant from running, but for memory, which is the machine's. */
export function checkMetal(requires: VariantRequirements, snapshot: HardwareSnapshot): readonly Reason[] {
  return [...checkDevices(snapshot), ...checkVersion(requires, snapshot)];
}

function checkDevices({ metal, gpus }: HardwareSnapshot): Reason[] {
  if ((metal.devices?.value ?? []).length > 0) return [];
  const facts = { 'metal.devices': metal.devices, gpus };
  return [reason('NO_DEVICE', 'No GPU that supports Metal was found.', { facts })];
}

function checkVersion({ macos: least }: VariantRequirements, { osVersion }: HardwareSnapshot): Reason[] {
  if (least === undefined) return [];
  if (osVersion === undefined) return [factUnknown(`macOS ${least}`, 'osVersion')];
  if (vercmp(osVersion.value, least) >= 0) return [];
  const message = `It needs macOS ${least} or newer; this machine has ${osVersion.value}.`;
  const remedy = `Update macOS to ${least} or newer.`;
  return [reason('MACOS_TOO_OLD', message, { remedy, facts: { osVersion } })];
}
