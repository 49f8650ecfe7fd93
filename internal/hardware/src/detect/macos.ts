import type { Fact, Gpu, MachineFacts, MetalDevice, MetalFacts } from '../types.js';
import { cpuFeaturesFrom } from './cpu-features.js';
import { bytesFrom, fact, find, known, MAX_DEVICES, nameFrom } from './facts.js';
import { parseJson } from './parse-json.js';
import type { Prober } from './prober.js';

export interface MacosFacts {
  readonly metal?: MetalFacts | undefined;
}

/** macOS: its version file, `sysctl` for processor and memory, `system_profiler` for the GPUs. */
export async function probeMacos(prober: Prober): Promise<Partial<MachineFacts> & MacosFacts> {
  const [osVersion, processor, displays] = await Promise.all([
    probeVersion(prober),
    probeSysctl(prober),
    probeDisplays(prober),
  ]);
  const { chip, ...machine } = processor;
  return {
    ...machine,
    osVersion,
    gpus: displays.gpus ?? appleGpu(chip),
    metal: { chip, devices: displays.devices ?? appleDevice(chip) },
  };
}

const VERSION = /^\d{1,3}(?:\.\d{1,3}){0,2}$/;

async function probeVersion(prober: Prober): Promise<Fact<string> | undefined> {
  const plist = await prober.file('/System/Library/CoreServices/SystemVersion.plist');
  if (plist.ok) {
    const version = find(plist.text, /<key>ProductVersion<\/key>\s*<string>([\d.]{1,20})<\/string>/);
    if (version !== undefined && VERSION.test(version)) return fact(version, plist.source);
    prober.unreadable(plist.source, 'ProductVersion');
  }
  const told = await prober.command('sw_vers', '-productVersion');
  if (!told.ok) return undefined;
  const version = told.text.trim();
  if (VERSION.test(version)) return fact(version, told.source);
  prober.unreadable(told.source, 'version');
  return undefined;
}

type Processor = Partial<MachineFacts> & Pick<MetalFacts, 'chip'>;

async function probeSysctl(prober: Prober): Promise<Processor> {
  // Names that this Mac does not have make sysctl end with an error, yet it prints the others.
  const told = await prober.anyExit('sysctl', 'hw.memsize', 'hw.optional', 'machdep.cpu');
  if (!told.ok) return {};
  const { text, source } = told;
  const model = nameFrom(find(text, /^machdep\.cpu\.brand_string: (.*)$/m));
  const isApple = /^hw\.optional\.arm64: 1$/m.test(text);
  if (model === undefined) prober.unreadable(source, 'machdep.cpu.brand_string');
  return known({
    // The process may run translated by Rosetta; the machine does not.
    ...(isApple && { architecture: { value: 'aarch64', source } }),
    cpuModel: fact(model, source),
    chip: fact(isApple ? model : undefined, source),
    cpuFeatures: fact(featuresFrom(text), source),
    memoryBytes: fact(bytesFrom(find(text, /^hw\.memsize: (\d+)$/m), 1), source),
  });
}

function featuresFrom(text: string): readonly string[] | undefined {
  const intel = [...text.matchAll(/^machdep\.cpu\.(?:leaf7_|ext)?features: (.*)$/gm)].map(([, list]) => list);
  const arm = [...text.matchAll(/^hw\.optional\.(?:arm\.)?(\w+): 1$/gm)].map(([, name]) => name);
  const words = [...intel, ...arm].join(' ');
  return words === '' ? undefined : cpuFeaturesFrom(words);
}

interface Displays {
  readonly gpus?: Fact<readonly Gpu[]> | undefined;
  readonly devices?: Fact<readonly MetalDevice[]> | undefined;
}

async function probeDisplays(prober: Prober): Promise<Displays> {
  const told = await prober.command('system_profiler', 'SPDisplaysDataType', '-json');
  if (!told.ok) return {};
  const cards = cardsFrom(told.text);
  if (cards === undefined) {
    prober.unreadable(told.source, 'SPDisplaysDataType');
    return {};
  }
  return {
    gpus: { value: cards.map(gpuFromCard), source: told.source },
    devices: { value: cards.flatMap(metalFromCard), source: told.source },
  };
}

type Card = Readonly<Record<string, unknown>>;

function cardsFrom(text: string): readonly Card[] | undefined {
  const report = parseJson(text);
  if (!isRecord(report) || !Array.isArray(report.SPDisplaysDataType)) return undefined;
  return report.SPDisplaysDataType.filter(isRecord).slice(0, MAX_DEVICES);
}

function isRecord(value: unknown): value is Card {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function gpuFromCard(card: Card): Gpu {
  const vendorText = textOf(card.spdisplays_vendor).toLowerCase();
  const vendor = (['apple', 'nvidia', 'intel', 'amd'] as const).find((name) => vendorText.includes(name));
  const builtIn = textOf(card.sppci_bus) === 'spdisplays_builtin';
  return known({ vendor: vendor ?? 'other', kind: kindOf(vendor, builtIn), name: cardName(card) });
}

function kindOf(vendor: Gpu['vendor'] | undefined, builtIn: boolean): Gpu['kind'] {
  if (vendor === undefined) return 'unknown';
  return builtIn ? 'integrated' : 'discrete';
}

/** `spdisplays_metal3` since macOS 13; before, `spdisplays_metalfeatureset…` or `spdisplays_supported`. */
function metalFromCard(card: Card): MetalDevice[] {
  const told = textOf(card.spdisplays_mtlgpufamilysupport) || textOf(card.spdisplays_metal);
  const support = find(told, /^spdisplays_(metal\w{1,40}|supported)$/);
  return support === undefined ? [] : [{ name: cardName(card) ?? 'GPU', support }];
}

function cardName(card: Card): string | undefined {
  return nameFrom(textOf(card.sppci_model)) ?? nameFrom(textOf(card._name));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Every Apple chip has a GPU that runs Metal. */
function appleGpu(chip: Fact<string> | undefined): Fact<readonly Gpu[]> | undefined {
  if (chip === undefined) return undefined;
  return { value: [{ vendor: 'apple', kind: 'integrated', name: chip.value }], source: chip.source };
}

function appleDevice(chip: Fact<string> | undefined): Fact<readonly MetalDevice[]> | undefined {
  return chip === undefined ? undefined : { value: [{ name: chip.value }], source: chip.source };
}
