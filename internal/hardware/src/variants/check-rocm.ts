import { vercmp } from '@rbee-internal/vercmp';
import type { HardwareSnapshot, RocmDevice } from '../types.js';
import { deviceMemoryProblem, devicesOrProblem, judgeDevices } from './check-devices.js';
import { factUnknown, reason } from './reasons.js';
import type { Reason, VariantRequirements } from './variant-types.js';

/** What keeps a ROCm variant from running: devices first, then ROCm's version, then what the devices can. */
export function checkRocm(
  requires: VariantRequirements,
  snapshot: HardwareSnapshot,
  isAsked: boolean,
): readonly Reason[] {
  const { devices, visibleDevices } = snapshot.rocm;
  const found = devicesOrProblem(snapshot, {
    group: 'rocm',
    vendor: 'amd',
    label: 'AMD GPU',
    driverRemedy:
      'Install ROCm with its amdgpu driver, and join the groups render and video: rocminfo must list the GPU.',
    devices,
    visibleDevices,
  });
  if ('problem' in found) return [found.problem];
  return [
    ...checkVersion(requires, snapshot),
    ...judgeDevices(
      found.visible,
      (device) =>
        deviceProblem(device, requires, snapshot) ??
        (isAsked ? undefined : weakProblem(device, requires, snapshot)),
    ),
  ];
}

function checkVersion({ rocm: least }: VariantRequirements, { rocm }: HardwareSnapshot): Reason[] {
  if (least === undefined) return [];
  const { version } = rocm;
  if (version === undefined) return [factUnknown(`ROCm ${least}`, 'rocm.version')];
  if (vercmp(version.value, least) >= 0) return [];
  const message = `It needs ROCm ${least} or newer; this machine has ${version.value}.`;
  const remedy = `Update ROCm to ${least} or newer.`;
  return [reason('ROCM_TOO_OLD', message, { remedy, facts: { 'rocm.version': version } })];
}

/** Targets of graphics units inside processors; that of Strix Halo, gfx1151, is left out as its PCI id is. */
const INSIDE = new Set(['gfx902', 'gfx909', 'gfx90c', 'gfx1033', 'gfx1035', 'gfx1036', 'gfx1037', 'gfx1103']);

/** A unit inside the processor is not taken unasked, unless the variant was made for it. */
function weakProblem(
  { name, gfx: targets }: RocmDevice,
  { gfx }: VariantRequirements,
  { rocm: { devices } }: HardwareSnapshot,
): Reason | undefined {
  const [own] = targets;
  if (own === undefined || !INSIDE.has(own) || gfx?.includes(own)) return undefined;
  const message = `${name} (${own}) is a graphics unit inside the processor, which is not taken unasked.`;
  const remedy = 'Ask for the backend rocm to use it.';
  return reason('WEAK_DEVICE', message, { remedy, facts: { 'rocm.devices': devices } });
}

function deviceProblem(
  device: RocmDevice,
  requires: VariantRequirements,
  { rocm }: HardwareSnapshot,
): Reason | undefined {
  const { devices, gfxOverride } = rocm;
  const facts = {
    'rocm.devices': devices && { value: device, source: devices.source },
    'rocm.gfxOverride': gfxOverride,
  };
  const targets = gfxOverride === undefined ? device.gfx : [gfxOverride.value];
  const { gfx } = requires;
  if (gfx !== undefined && !targets.some((target) => gfx.includes(target))) {
    const passedFor = gfxOverride === undefined ? '' : ', as HSA_OVERRIDE_GFX_VERSION says';
    const message = `It is built for ${gfx.join(', ')}; ${device.name} is ${targets.join(', ')}${passedFor}.`;
    return reason('GFX_UNSUPPORTED', message, { facts });
  }
  return deviceMemoryProblem(device, requires, { facts });
}
