import type { Fact, Gpu, HardwareSnapshot } from '../types.js';
import { gpuName } from './present-gpus.js';
import { formatBytes, type ReasonDetails, reason } from './reasons.js';
import type { Reason, VariantRequirements } from './variant-types.js';

interface Wanted<Device> {
  readonly group: 'cuda' | 'rocm';
  readonly vendor: Gpu['vendor'];
  /** What to call such a device. */
  readonly label: string;
  /** How to make a driver answer. */
  readonly driverRemedy: string;
  readonly devices: Fact<readonly Device[]> | undefined;
  readonly visibleDevices: Fact<string> | undefined;
}

/** The devices that a program may use, or why there are none. */
export function devicesOrProblem<Device extends { readonly visible: boolean }>(
  snapshot: HardwareSnapshot,
  wanted: Wanted<Device>,
): { readonly visible: readonly Device[] } | { readonly problem: Reason } {
  const { devices, visibleDevices, group, label } = wanted;
  const all = devices?.value ?? [];
  if (all.length === 0) return { problem: absenceOf(snapshot, wanted) };
  const visible = all.filter((device) => device.visible);
  if (visible.length > 0) return { visible };
  const variable = visibleDevices?.source.replace('environment ', '') ?? 'the environment';
  const message = `Every ${label} is hidden by ${variable}.`;
  const remedy = `Set ${variable} so that a GPU is visible, or unset it.`;
  const facts = { [`${group}.visibleDevices`]: visibleDevices, [`${group}.devices`]: devices };
  return { problem: reason('DEVICES_HIDDEN', message, { remedy, facts }) };
}

/** Tells a GPU without a working driver from no GPU. */
function absenceOf<Device>(snapshot: HardwareSnapshot, wanted: Wanted<Device>): Reason {
  const { group, vendor, label, driverRemedy: remedy } = wanted;
  const { gpus } = snapshot;
  const there = gpus?.value.filter((gpu) => gpu.vendor === vendor && gpu.kind !== 'virtual') ?? [];
  const [gpu] = there;
  if (gpu === undefined) return reason('NO_DEVICE', `No ${label} was found.`, { facts: { gpus } });
  const holder = gpu.driver === undefined ? shownBy(gpu) : `, held by the kernel driver ${gpu.driver}`;
  const name = gpuName(gpu);
  const message = `${name.charAt(0).toUpperCase()}${name.slice(1)} is there${holder}, but its driver does not answer${toolSays(snapshot, group)}.`;
  const facts = { gpus: gpus && { value: there, source: gpus.source } };
  return reason('NO_DRIVER', message, { remedy, facts });
}

function shownBy({ sign }: Gpu): string {
  return sign === undefined ? '' : `, as ${sign} shows`;
}

const TOOLS = { cuda: /nvidia-smi --query/, rocm: /rocminfo$/ };

/** What the vendor's tool said when it was asked, and whether a container lacks the device file. */
function toolSays({ failures }: HardwareSnapshot, group: 'cuda' | 'rocm'): string {
  const device = failures.find(({ probe, source }) => probe === group && source.startsWith('/dev/'));
  if (device !== undefined) return ` (${withoutStop(device.reason)})`;
  const asked = failures.filter(({ probe, source }) => probe === group && TOOLS[group].test(source));
  const failure = asked.find(({ code }) => code !== 'NOT_FOUND') ?? asked[0];
  if (failure === undefined) return '';
  const tool = group === 'cuda' ? 'nvidia-smi' : 'rocminfo';
  if (failure.code === 'NOT_FOUND') return ` (${tool} is not installed)`;
  return ` (${tool}: ${withoutStop(failure.reason)})`;
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** Nothing when one device will do; else why each of them will not. */
export function judgeDevices<Device>(
  devices: readonly Device[],
  problemOf: (device: Device) => Reason | undefined,
): readonly Reason[] {
  const problems = devices.map(problemOf);
  return problems.includes(undefined) ? [] : problems.flatMap((problem) => problem ?? []);
}

interface DeviceMemory {
  readonly name: string;
  readonly memoryBytes?: number | undefined;
}

export function deviceMemoryProblem(
  device: DeviceMemory,
  { memoryBytes: least }: VariantRequirements,
  { facts }: Pick<ReasonDetails, 'facts'>,
): Reason | undefined {
  if (least === undefined) return undefined;
  const needed = `${formatBytes(least)} of GPU memory`;
  // What is not told is not too little.
  if (device.memoryBytes === undefined || device.memoryBytes >= least) return undefined;
  const message = `It needs ${needed}; ${device.name} has ${formatBytes(device.memoryBytes)}.`;
  return reason('MEMORY_TOO_SMALL', message, { facts });
}
