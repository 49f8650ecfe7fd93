import type { Fact, Gpu, VulkanDevice, VulkanFacts } from '../types.js';
import { fact, find, known, MAX_DEVICES, nameFrom } from './facts.js';
import { classifyPci } from './pci-gpus.js';
import type { Prober } from './prober.js';

/** What was found of Vulkan, with the drivers that are installed as far as their files tell. */
export interface VulkanProbe extends VulkanFacts {
  readonly drivers?: Fact<readonly string[]> | undefined;
}

/** The loader's and the drivers' files, then `vulkaninfo`. */
export async function probeVulkan(prober: Prober): Promise<VulkanProbe> {
  const isLinux = prober.context.host.os === 'linux';
  const [library, drivers, summary] = await Promise.all([
    isLinux ? loaderFromFiles(prober) : undefined,
    isLinux ? driversFromFiles(prober) : undefined,
    prober.command('vulkaninfo', '--summary'),
  ]);
  if (!summary.ok) {
    // A tool that fails has met what a worker would meet; only one that is not there leaves the files.
    return { loaderVersion: library, drivers: summary.code === 'NOT_FOUND' ? drivers : undefined };
  }
  const version = find(summary.text, /^Vulkan Instance Version:\s*(\d{1,3}(?:\.\d{1,4}){1,2})/m);
  if (version === undefined) prober.unreadable(summary.source, 'instance version');
  return {
    loaderVersion: fact(version, summary.source) ?? library,
    devices: { value: devicesFromSummary(summary.text), source: summary.source },
  };
}

/** Where distributions keep libraries; `libvulkan.so.1.3.280` has the version in its name. */
const LIBRARY_FOLDERS = ['/usr/lib', '/usr/lib64', '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'];

async function loaderFromFiles(prober: Prober): Promise<Fact<string> | undefined> {
  for (const folder of LIBRARY_FOLDERS) {
    const names = await prober.folder(folder);
    for (const name of names) {
      const version = find(name, /^libvulkan\.so\.(\d{1,3}\.\d{1,3}\.\d{1,4})$/);
      if (version !== undefined) return fact(version, `${folder}/${name}`);
    }
  }
  return undefined;
}

const DRIVER_FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'];

async function driversFromFiles(prober: Prober): Promise<Fact<readonly string[]>> {
  const names = await Promise.all(DRIVER_FOLDERS.map((folder) => prober.folder(folder)));
  return { value: names.flat().slice(0, MAX_DEVICES), source: DRIVER_FOLDERS.join(', ') };
}

function devicesFromSummary(text: string): readonly VulkanDevice[] {
  const blocks = text.split(/^GPU\d{1,3}:\s*$/m, MAX_DEVICES + 1).slice(1);
  return blocks.flatMap((block) => deviceFromBlock(block) ?? []);
}

const TYPES: ReadonlyMap<string, VulkanDevice['type']> = new Map([
  ['DISCRETE_GPU', 'discrete'],
  ['INTEGRATED_GPU', 'integrated'],
  ['VIRTUAL_GPU', 'virtual'],
  ['CPU', 'cpu'],
]);

function deviceFromBlock(block: string): VulkanDevice | undefined {
  const name = nameFrom(find(block, /^\s*deviceName\s*=(.*)$/m));
  if (name === undefined) return undefined;
  const type = find(block, /^\s*deviceType\s*=\s*(?:PHYSICAL_DEVICE_TYPE_)?([A-Z_]{1,30})\s*$/m);
  const vendorId = find(block, /^\s*vendorID\s*=\s*0x0*([0-9a-f]{4})\b/im)?.toLowerCase();
  return known<VulkanDevice>({
    name,
    type: TYPES.get(type ?? '') ?? 'other',
    apiVersion: find(block, /^\s*apiVersion\s*=\s*(?:\d{1,12} \()?(\d{1,3}\.\d{1,3}(?:\.\d{1,4})?)/m),
    vendor: classifyPci(`${vendorId ?? ''}:`).vendor,
    ...(isNotConformant(block) && { conformant: false }),
  });
}

/** Dozen, Vulkan on Direct3D, among others: their version of the conformance tests is 0.0.0.0. */
function isNotConformant(block: string): boolean {
  return /^\s*(?:driverName\s*=\s*Dozen|driverID\s*=\s*DRIVER_ID_MESA_DOZEN|conformanceVersion\s*=\s*0\.0\.0\.0)\s*$/m.test(
    block,
  );
}

/** Which driver files serve which vendor's GPUs. */
const DRIVER_NAMES: ReadonlyMap<Gpu['vendor'], RegExp> = new Map([
  ['nvidia', /^(?:nvidia|nouveau)_/],
  ['amd', /^(?:radeon|amd)_/],
  ['intel', /^intel_/],
]);

/** Without `vulkaninfo`, a GPU is taken for a Vulkan device when the loader and a driver for it are installed. */
export function inferVulkanDevices(
  { drivers, ...facts }: VulkanProbe,
  gpus: Fact<readonly Gpu[]> | undefined,
): VulkanFacts {
  if (facts.devices !== undefined || facts.loaderVersion === undefined) return facts;
  if (drivers === undefined || gpus === undefined) return facts;
  const served = gpus.value.filter(({ vendor }) =>
    drivers.value.some((name) => DRIVER_NAMES.get(vendor)?.test(name)),
  );
  const devices = served.map((gpu) => ({
    name: gpu.name ?? `${gpu.vendor} ${gpu.pciId ?? 'GPU'}`,
    type: gpu.kind === 'unknown' ? ('other' as const) : gpu.kind,
    vendor: gpu.vendor,
  }));
  return { ...facts, devices: { value: devices, source: `${drivers.source}, ${gpus.source}` } };
}
