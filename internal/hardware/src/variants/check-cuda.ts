import { vercmp } from '@rbee-internal/vercmp';
import type { CudaDevice, HardwareSnapshot } from '../types.js';
import { deviceMemoryProblem, devicesOrProblem, judgeDevices } from './check-devices.js';
import { factUnknown, reason } from './reasons.js';
import type { Reason, VariantRequirements } from './variant-types.js';

/** What keeps a CUDA variant from running: devices first, then driver and toolkit, then what the devices can. */
export function checkCuda(requires: VariantRequirements, snapshot: HardwareSnapshot): readonly Reason[] {
  const { devices, visibleDevices } = snapshot.cuda;
  const found = devicesOrProblem(snapshot, {
    group: 'cuda',
    vendor: 'nvidia',
    label: 'NVIDIA GPU',
    driverRemedy:
      'Install or repair the NVIDIA driver, or give the GPU to the container: nvidia-smi must list it.',
    devices,
    visibleDevices,
  });
  if ('problem' in found) return [found.problem];
  return [
    ...checkDriver(requires, snapshot),
    ...checkToolkit(requires, snapshot),
    ...judgeDevices(found.visible, (device) => deviceProblem(device, requires, snapshot)),
  ];
}

function checkDriver(requires: VariantRequirements, { cuda }: HardwareSnapshot): Reason[] {
  const { driverVersion, supportedCuda } = cuda;
  const driver = requires.cudaDriver;
  if (driver !== undefined) {
    if (driverVersion === undefined) return [factUnknown(`NVIDIA driver ${driver}`, 'cuda.driverVersion')];
    if (vercmp(driverVersion.value, driver) < 0) {
      const message = `It needs NVIDIA driver ${driver} or newer; this machine has ${driverVersion.value}.`;
      const remedy = `Update the NVIDIA driver to ${driver} or newer.`;
      return [reason('DRIVER_TOO_OLD', message, { remedy, facts: { 'cuda.driverVersion': driverVersion } })];
    }
  }
  const least = requires.cuda;
  if (least === undefined) return [];
  if (supportedCuda === undefined) return [factUnknown(`CUDA ${least}`, 'cuda.supportedCuda')];
  if (vercmp(supportedCuda.value, least) >= 0) return [];
  const message = `It needs a driver that supports CUDA ${least}; this machine's supports ${supportedCuda.value}.`;
  const remedy = `Update the NVIDIA driver to one that supports CUDA ${least}.`;
  const facts = { 'cuda.supportedCuda': supportedCuda, 'cuda.driverVersion': driverVersion };
  return [reason('CUDA_TOO_OLD', message, { remedy, facts })];
}

function checkToolkit({ cudaToolkit: least }: VariantRequirements, { cuda }: HardwareSnapshot): Reason[] {
  if (least === undefined) return [];
  const { toolkitVersion } = cuda;
  const remedy = `Install the CUDA toolkit ${least} or newer.`;
  if (toolkitVersion === undefined) {
    return [reason('TOOLKIT_MISSING', `It needs the CUDA toolkit ${least}; none was found.`, { remedy })];
  }
  if (vercmp(toolkitVersion.value, least) >= 0) return [];
  const message = `It needs the CUDA toolkit ${least} or newer; this machine has ${toolkitVersion.value}.`;
  return [reason('TOOLKIT_TOO_OLD', message, { remedy, facts: { 'cuda.toolkitVersion': toolkitVersion } })];
}

/**
 * The UUIDs of the GPUs that a CUDA variant can use, where others are visible that it cannot; `undefined` where there is nothing to
 * tell apart, or one has no UUID.
 */
export function fittingCudaDevices(
  requires: VariantRequirements,
  snapshot: HardwareSnapshot,
): readonly string[] | undefined {
  const visible = snapshot.cuda.devices?.value.filter((device) => device.visible) ?? [];
  const fitting = visible.filter((device) => deviceProblem(device, requires, snapshot) === undefined);
  if (fitting.length === 0 || fitting.length === visible.length) return undefined;
  const uuids = fitting.flatMap(({ uuid }) => uuid ?? []);
  return uuids.length === fitting.length ? uuids : undefined;
}

function deviceProblem(
  device: CudaDevice,
  requires: VariantRequirements,
  snapshot: HardwareSnapshot,
): Reason | undefined {
  const { cuda } = snapshot;
  const facts = { 'cuda.devices': cuda.devices && { value: device, source: cuda.devices.source } };
  const { computeCapability: own, name } = device;
  const least = requires.computeCapability && capabilityOf(requires.computeCapability);
  const all = requires.computeCapabilities?.map(capabilityOf);
  if (own === undefined && (least || all)) {
    return factUnknown(`compute capability ${least ?? all?.join(', ')}`, `cuda.devices (${name})`);
  }
  if (own !== undefined && least && vercmp(own, least) < 0) {
    const message = `It needs compute capability ${least} or higher; ${name} has ${own}.`;
    return reason('COMPUTE_CAPABILITY_TOO_LOW', message, { facts });
  }
  if (own !== undefined && all && !all.includes(own)) {
    const message = `It is built for compute capability ${all.join(', ')}; ${name} has ${own}.`;
    return reason('COMPUTE_CAPABILITY_UNSUPPORTED', message, { facts });
  }
  const memoryBytes = device.memoryBytes ?? (isUnified(device) ? snapshot.memoryBytes?.value : undefined);
  return deviceMemoryProblem({ name, memoryBytes }, requires, { facts });
}

/** Boards and chips whose GPU uses the machine's memory; nvidia-smi tells none for them. */
function isUnified({ name }: CudaDevice): boolean {
  return /\b(?:GB10|Thor|Orin|Xavier|Tegra|nvgpu)\b/i.test(name);
}

/** `sm_90a`, `90` and `9.0` are all 9.0. */
function capabilityOf(text: string): string {
  const [, major, minor] = /^(?:sm_|compute_)?(\d{1,2})(\d)[a-z]?$/.exec(text) ?? [];
  return major === undefined ? text : `${major}.${minor}`;
}
