import { z } from 'zod';
import type { Gpu, MachineFacts } from '../types.js';
import { cpuFeaturesFrom } from './cpu-features.js';
import { fact, find, known, MAX_DEVICES, nameFrom } from './facts.js';
import { parseJson } from './parse-json.js';
import { classifyPci } from './pci-gpus.js';
import type { Prober } from './prober.js';

/** Windows: the system's own inventory, and its answer to which CPU features may be used. */
export async function probeWindows(prober: Prober): Promise<Partial<MachineFacts>> {
  const [inventory, cpuFeatures] = await Promise.all([probeInventory(prober), probeFeatures(prober)]);
  return { ...inventory, cpuFeatures };
}

const INVENTORY_SCRIPT = [
  '$c = Get-CimInstance Win32_ComputerSystem',
  '$p = @(Get-CimInstance Win32_Processor)[0]',
  '$g = @(Get-CimInstance Win32_VideoController | Select-Object Name, PNPDeviceID)',
  'ConvertTo-Json -Depth 3 -Compress @{ memory = $c.TotalPhysicalMemory; cpu = $p.Name; gpus = $g }',
].join('; ');

const Inventory = z.object({
  memory: z.int().nonnegative().nullish().catch(undefined),
  cpu: z.string().nullish().catch(undefined),
  gpus: z
    .array(z.object({ Name: z.string().nullish(), PNPDeviceID: z.string().nullish() }))
    .nullish()
    .catch(undefined),
});

async function probeInventory(prober: Prober): Promise<Partial<MachineFacts>> {
  const told = await powershell(prober, INVENTORY_SCRIPT);
  if (!told.ok) return {};
  const source = 'powershell Get-CimInstance';
  const inventory = Inventory.safeParse(parseJson(told.text));
  if (!inventory.success) {
    prober.unreadable(source, 'inventory');
    return {};
  }
  const { memory, cpu, gpus } = inventory.data;
  return {
    cpuModel: fact(nameFrom(cpu ?? undefined), source),
    memoryBytes: fact(memory ?? undefined, source),
    gpus: fact(gpus?.slice(0, MAX_DEVICES).map(gpuFrom), source),
  };
}

interface Controller {
  readonly Name?: string | null | undefined;
  readonly PNPDeviceID?: string | null | undefined;
}

function gpuFrom({ Name, PNPDeviceID }: Controller): Gpu {
  const ids = /^PCI\\VEN_([0-9A-F]{4})&DEV_([0-9A-F]{4})/i.exec(PNPDeviceID ?? '');
  const name = nameFrom(Name ?? undefined);
  // Remote desktops and screens over USB are no PCI devices.
  if (ids === null) return known<Gpu>({ vendor: 'other', kind: 'virtual', name });
  const pciId = `${ids[1]}:${ids[2]}`.toLowerCase();
  const { vendor, kind } = classifyPci(pciId);
  return known<Gpu>({ vendor, kind: vendor === 'intel' ? intelKind(name) : kind, name, pciId });
}

/** Windows tells no PCI address here; Intel's cards are named Arc with a letter and a number. */
function intelKind(name: string | undefined): Gpu['kind'] {
  return /\bArc\b.* (?:Pro )?[AB]\d{2,3}/.test(name ?? '') ? 'discrete' : 'integrated';
}

/** `PF_…` numbers of IsProcessorFeaturePresent in winnt.h; a feature that has none cannot be asked for. */
const WINDOWS_FEATURES: readonly (readonly [number, string])[] = [
  [13, 'pni'],
  [36, 'ssse3'],
  [37, 'sse4_1'],
  [38, 'sse4_2'],
  [39, 'avx'],
  [40, 'avx2'],
  [41, 'avx512f'],
  [19, 'asimd'],
  [43, 'asimddp'],
];

const FEATURES_SCRIPT = [
  '$k = Add-Type -PassThru -Namespace Rbee -Name Kernel -MemberDefinition \'[DllImport("kernel32.dll")]',
  "public static extern bool IsProcessorFeaturePresent(uint feature);'; ",
  `@(${WINDOWS_FEATURES.map(([number]) => number).join(',')} |`,
  ' Where-Object { $k::IsProcessorFeaturePresent($_) }) -join ","',
].join(' ');

async function probeFeatures(prober: Prober): Promise<MachineFacts['cpuFeatures']> {
  const told = await powershell(prober, FEATURES_SCRIPT);
  if (!told.ok) return undefined;
  const source = 'powershell IsProcessorFeaturePresent';
  const present = find(told.text.trim(), /^(\d{1,3}(?:,\d{1,3})*)$/)?.split(',');
  if (present === undefined) prober.unreadable(source, 'list of features');
  const names = WINDOWS_FEATURES.filter(([number]) => present?.includes(String(number)));
  return fact(present && cpuFeaturesFrom(names.map(([, name]) => name).join(' ')), source);
}

function powershell(prober: Prober, script: string) {
  return prober.command('powershell.exe', '-NoProfile', '-NonInteractive', '-Command', script);
}
