import type { Fact, Gpu, HardwareSnapshot } from '../types.js';

/**
 * The GPUs that a person would not want a worker to leave idle without a word: cards of any maker, and
 * the units of Apple's chips and NVIDIA's boards. Graphics units inside processors of AMD and Intel and
 * virtual screens are not among them. A GPU that only a vendor's tool knows counts too.
 */
export function presentGpus(snapshot: HardwareSnapshot): readonly Gpu[] {
  const listed = snapshot.gpus?.value ?? [];
  const counted = listedCards(snapshot.gpus);
  const told = toldByTools(snapshot).filter(({ vendor }) => !counted.some((gpu) => gpu.vendor === vendor));
  return [
    ...counted.map((gpu) => named(gpu, snapshot)),
    ...told.filter((gpu) => !isListedInside(gpu, listed)),
  ];
}

/** Those of the listed GPUs that a person would not want to be left idle. */
export function listedCards(gpus: Fact<readonly Gpu[]> | undefined): readonly Gpu[] {
  return (gpus?.value ?? []).filter(counts);
}

/** GPUs that are left out, for a word in the plan: they were not asked for, yet they could do something. */
export function idleGraphics({ gpus }: HardwareSnapshot): readonly Gpu[] {
  return (gpus?.value ?? []).filter((gpu) => gpu.kind !== 'virtual' && !counts(gpu));
}

/** What to call a GPU in a sentence. */
export function gpuName(gpu: Gpu): string {
  const vendor = VENDOR_NAMES[gpu.vendor];
  if (gpu.name === undefined) return `${vendor} GPU${gpu.pciId === undefined ? '' : ` ${gpu.pciId}`}`;
  return gpu.name;
}

const VENDOR_NAMES: Readonly<Record<Gpu['vendor'], string>> = {
  nvidia: 'an NVIDIA',
  amd: 'an AMD',
  intel: 'an Intel',
  apple: 'an Apple',
  other: 'a',
};

/** ROCm names no kind: where the bus only lists units inside processors, it is one of those. */
function isListedInside({ vendor }: Gpu, listed: readonly Gpu[]): boolean {
  return vendor === 'amd' && listed.some((gpu) => gpu.vendor === 'amd' && gpu.kind === 'integrated');
}

function counts({ vendor, kind, sign }: Gpu): boolean {
  if (sign !== undefined) return true;
  if (kind === 'virtual' || vendor === 'other') return false;
  return kind !== 'integrated' || vendor === 'nvidia' || vendor === 'apple';
}

function toldByTools({ cuda, rocm, vulkan, metal, gpus }: HardwareSnapshot): readonly Gpu[] {
  const nvidia = (cuda.devices?.value ?? []).map(({ name }) => card('nvidia', name));
  const amd = (rocm.devices?.value ?? []).map(({ name }) => card('amd', name));
  // Metal tells no vendor; where the GPUs are listed, its devices are among them.
  const apple = (gpus === undefined ? (metal.devices?.value ?? []) : []).map(({ name }) =>
    card('apple', name),
  );
  const others = (vulkan.devices?.value ?? [])
    .filter(({ type, vendor }) => type === 'discrete' && !(vendor === 'nvidia' && nvidia.length > 0))
    .filter(({ vendor }) => !(vendor === 'amd' && amd.length > 0))
    .map(({ vendor, name }) => card(vendor, name));
  return [...nvidia, ...amd, ...apple, ...others];
}

function card(vendor: Gpu['vendor'], name: string): Gpu {
  return { vendor, kind: 'discrete', name };
}

/** The bus tells numbers; a vendor's tool may know the name. */
function named(gpu: Gpu, { cuda, rocm, vulkan }: HardwareSnapshot): Gpu {
  if (gpu.name !== undefined) return gpu;
  const onVulkan = vulkan.devices?.value.filter(({ type }) => type === gpu.kind);
  const name =
    cuda.devices?.value.find((device) => hasAddress(device, gpu))?.name ??
    onlyName(gpu.vendor === 'nvidia' ? cuda.devices?.value : undefined) ??
    onlyName(gpu.vendor === 'amd' ? rocm.devices?.value : undefined) ??
    onlyName(onVulkan?.filter(({ vendor }) => vendor === gpu.vendor));
  return name === undefined ? gpu : { ...gpu, name };
}

function hasAddress(device: { readonly pciAddress?: string | undefined }, gpu: Gpu): boolean {
  return device.pciAddress !== undefined && device.pciAddress === gpu.pciAddress;
}

/** With several devices it would be a guess which of them the GPU is. */
function onlyName(devices: readonly { readonly name: string }[] | undefined): string | undefined {
  return devices?.length === 1 ? devices[0]?.name : undefined;
}
