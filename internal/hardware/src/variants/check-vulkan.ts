import { vercmp } from '@rbee-internal/vercmp';
import type { HardwareSnapshot, VulkanDevice } from '../types.js';
import { deviceMemoryProblem, judgeDevices } from './check-devices.js';
import { listedCards } from './present-gpus.js';
import { factUnknown, reason } from './reasons.js';
import type { Reason, VariantRequirements } from './variant-types.js';

/** What keeps a Vulkan variant from running on a GPU: loader, devices that are GPUs, versions, memory. */
export function checkVulkan(
  requires: VariantRequirements,
  snapshot: HardwareSnapshot,
  isAsked: boolean,
): readonly Reason[] {
  const { loaderVersion, devices } = snapshot.vulkan;
  if (devices === undefined) return [noVulkan(snapshot)];
  const facts = { 'vulkan.devices': devices };
  const hardware = devices.value.filter(({ type }) => type !== 'cpu');
  if (hardware.length === 0) {
    const remedy = "Install the Vulkan driver of the GPU's vendor.";
    const [software] = devices.value;
    if (software === undefined) return [reason('NO_DEVICE', 'Vulkan lists no device.', { remedy, facts })];
    const message = `Vulkan's only device is ${software.name}, which runs on the CPU.`;
    return [reason('SOFTWARE_RENDERER', message, { remedy, facts })];
  }
  const least = requires.vulkan;
  if (least !== undefined && loaderVersion !== undefined && vercmp(loaderVersion.value, least) < 0) {
    const message = `It needs Vulkan ${least} or newer; the loader is of version ${loaderVersion.value}.`;
    const remedy = `Update the Vulkan loader to ${least} or newer.`;
    return [reason('VULKAN_TOO_OLD', message, { remedy, facts: { 'vulkan.loaderVersion': loaderVersion } })];
  }
  return judgeDevices(
    hardware,
    (device) =>
      deviceProblem(device, requires, snapshot) ?? (isAsked ? undefined : weakProblem(device, snapshot)),
  );
}

/** What can compute, but is slower than the processor or often wrong. */
function weakProblem(
  { name, type, vendor, conformant }: VulkanDevice,
  { gpus, vulkan: { devices } }: HardwareSnapshot,
): Reason | undefined {
  const facts = { 'vulkan.devices': devices };
  const remedy = 'Ask for the backend vulkan to use it.';
  if (conformant === false)
    return reason('WEAK_DEVICE', `${name} has a driver that passes no conformance test.`, { remedy, facts });
  // A chip with much memory of its own is called integrated, too: the bus lists it as a card.
  const isCard = listedCards(gpus).some((gpu) => gpu.vendor === vendor && gpu.sign === undefined);
  if (type !== 'integrated' || isCard) return undefined;
  const message = `${name} is a graphics unit inside the processor, which is not taken unasked.`;
  return reason('WEAK_DEVICE', message, { remedy, facts });
}

function noVulkan({ vulkan, failures }: HardwareSnapshot): Reason {
  const { loaderVersion } = vulkan;
  const failure = failures.find(({ probe, source }) => probe === 'vulkan' && /^vulkaninfo/.test(source));
  const said =
    failure === undefined || failure.code === 'NOT_FOUND' ? '' : ` (vulkaninfo: ${failure.reason})`;
  if (loaderVersion === undefined) {
    const remedy = "Install the Vulkan loader and the Vulkan driver of the GPU's vendor.";
    return reason('NO_DRIVER', `No Vulkan was found${said}.`, { remedy });
  }
  const remedy = 'Install vulkaninfo (vulkan-tools), so that the devices are known.';
  const facts = { 'vulkan.loaderVersion': loaderVersion };
  return reason('NO_DRIVER', `The Vulkan loader is there, its devices are not known${said}.`, {
    remedy,
    facts,
  });
}

function deviceProblem(
  device: VulkanDevice,
  requires: VariantRequirements,
  snapshot: HardwareSnapshot,
): Reason | undefined {
  const { devices } = snapshot.vulkan;
  const facts = { 'vulkan.devices': devices && { value: device, source: devices.source } };
  const least = requires.vulkan;
  if (least !== undefined && device.apiVersion === undefined) {
    return factUnknown(`Vulkan ${least}`, `vulkan.devices (${device.name})`);
  }
  if (least !== undefined && device.apiVersion !== undefined && vercmp(device.apiVersion, least) < 0) {
    const message = `It needs Vulkan ${least} or newer; ${device.name} offers ${device.apiVersion}.`;
    return reason('VULKAN_TOO_OLD', message, { remedy: "Update the GPU's driver.", facts });
  }
  const memoryBytes = memoryOf(device, snapshot);
  return deviceMemoryProblem({ name: device.name, memoryBytes }, requires, { facts });
}

/** Vulkan's summary tells no memory: an integrated GPU uses the machine's, another is known by its vendor's tool. */
function memoryOf(device: VulkanDevice, { memoryBytes, cuda, rocm }: HardwareSnapshot): number | undefined {
  if (device.memoryBytes !== undefined) return device.memoryBytes;
  if (device.type === 'integrated') return memoryBytes?.value;
  const known = [...(cuda.devices?.value ?? []), ...(rocm.devices?.value ?? [])];
  // Mesa adds its driver's name in parentheses to what the vendor calls the card.
  return known.find(({ name }) => device.name.startsWith(name) || name.includes(device.name))?.memoryBytes;
}
