import type { FleetLine, HardwareSelector, Selector } from '../file/fleet-file.js';
import type { Facts, WorkerFact } from '../protocol/report.js';

const GIBIBYTE = 1_024 ** 3;

/** What a plan knows of a hive. */
export interface Candidate {
  readonly name: string;
  /** Absent while the hive has not told them. */
  readonly facts?: Facts | undefined;
  readonly isDrained?: boolean | undefined;
}

/** Why a line's selectors leave a hive out; empty when they do not. */
export function leftOut(
  { hives, labels = {}, hardware = {} }: Selector,
  { name, facts }: Candidate,
): string[] {
  if (hives !== undefined && !hives.includes(name)) return ['it is not among the hives that are named'];
  if (facts === undefined) return [];
  const wrong = Object.entries(labels).filter(([label, value]) => facts.labels[label] !== value);
  return [
    ...wrong.map(
      ([label, value]) => `its label ${label} is ${facts.labels[label] ?? 'not set'}, not ${value}`,
    ),
    ...lacks(hardware, facts.hardware),
  ];
}

function lacks(wanted: HardwareSelector, hardware: Facts['hardware']): string[] {
  const reasons: string[] = [];
  const { os, architecture, memoryBytes, gpus } = hardware;
  if (wanted.os !== undefined && os.value !== wanted.os)
    reasons.push(`it runs ${os.value}, not ${wanted.os}`);
  if (wanted.architecture !== undefined && architecture.value !== wanted.architecture)
    reasons.push(`its processor is ${architecture.value}, not ${wanted.architecture}`);
  if (wanted.memory !== undefined && (memoryBytes?.value ?? 0) < wanted.memory)
    reasons.push(
      `it has ${inGibibytes(memoryBytes?.value)} of memory, less than ${inGibibytes(wanted.memory)}`,
    );
  const cards = (gpus?.value ?? []).map(({ vendor }): string => vendor);
  if (wanted.gpu === 'none' && cards.length > 0) reasons.push('it has a GPU');
  if (wanted.gpu === 'any' && cards.length === 0) reasons.push('it has no GPU');
  if (wanted.gpu !== undefined && !['any', 'none'].includes(wanted.gpu) && !cards.includes(wanted.gpu))
    reasons.push(`it has no GPU of ${wanted.gpu}`);
  const largest = Math.max(0, ...gpuMemories(hardware));
  if (wanted.gpuMemory !== undefined && largest < wanted.gpuMemory)
    reasons.push(`its largest GPU has ${inGibibytes(largest)}, less than ${inGibibytes(wanted.gpuMemory)}`);
  return reasons;
}

function gpuMemories({ cuda, rocm, vulkan }: Facts['hardware']): number[] {
  const devices = [cuda, rocm, vulkan].flatMap(
    ({ devices: known }): readonly { readonly memoryBytes?: number | undefined }[] => known?.value ?? [],
  );
  return devices.flatMap(({ memoryBytes }) => memoryBytes ?? []);
}

/** Why a hive cannot run a line that its selectors leave in, in the words of the hive's own verdict; empty when it can. */
export function unable({ worker, version }: FleetLine, { facts, isDrained = false }: Candidate): string[] {
  if (isDrained) return ['it is drained'];
  if (facts === undefined) return ['it has not told about its machine so far'];
  const known = facts.workers.find(({ id }) => id === worker);
  if (known === undefined) return [`its registry has no worker ${worker}`];
  if (version === undefined ? known.installed.length > 0 : known.installed.includes(version)) return [];
  return [...verdictOf(known), ...versionProblem(known, version)];
}

function verdictOf({ id, state, reasons }: WorkerFact): readonly string[] {
  if (state !== 'unsupported' && state !== 'blocked') return [];
  return reasons.length > 0 ? reasons : [`${id} is ${state} there`];
}

function versionProblem({ id, available, installed }: WorkerFact, version: string | undefined): string[] {
  if (version === undefined || version === available) return [];
  const has = available === undefined ? 'has none' : `has ${available}`;
  const also = installed.length === 0 ? '' : `, and ${installed.join(', ')} is installed`;
  return [`version ${version} of ${id} is not to be had: its registry ${has}${also}`];
}

function inGibibytes(bytes = 0): string {
  return `${(bytes / GIBIBYTE).toFixed(1)} GiB`;
}
