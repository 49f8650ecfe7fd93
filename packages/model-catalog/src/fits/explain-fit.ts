import type { Load } from './place-layers.js';
import type { FitReport } from './types.js';

interface Explained {
  readonly load: Load;
  readonly missingBytes: number;
  readonly cards: number;
}

/** Why a model fits as it does: sentences with the numbers. */
export function explainFit(
  report: Omit<FitReport, 'reasons'>,
  { load, missingBytes, cards }: Explained,
): string[] {
  const { facts, run } = load;
  const reasons = [
    `The weights take ${bytes(report.weightBytes)}, the cache of ${report.context} tokens ${bytes(report.kvBytes)}, and computing ${bytes(report.computeBytes)}: ${bytes(report.totalBytes)} in all.`,
    ...report.devices.filter(({ totalBytes }) => totalBytes > 0).map(explainDevice),
  ];
  if (cards === 0) reasons.push('This machine has no card that is known to hold layers.');
  if (missingBytes > 0) reasons.push(`It lacks ${bytes(missingBytes)}.`);
  if (facts.contextLength !== undefined && report.context > facts.contextLength)
    reasons.push(`The model was made for at most ${facts.contextLength} tokens.`);
  if (run.isVQuantized && !run.flashAttention)
    reasons.push('A quantized cache of values needs flash attention.');
  if (run.parallel > 1)
    reasons.push(
      `${run.parallel} sequences share the context: each has ${Math.floor(report.context / run.parallel)} tokens.`,
    );
  return reasons;
}

function explainDevice(device: FitReport['devices'][number]): string {
  const { layers, hasOutput, totalBytes, budgetBytes } = device;
  const held = [
    ...(layers === undefined ? [] : [`layers ${layers.first} to ${layers.last}`]),
    ...(hasOutput ? ['the output'] : []),
  ];
  const what = held.length === 0 ? 'the embeddings' : held.join(' and ');
  const where = device.device === 'memory' ? 'Main memory' : device.device;
  return `${where} holds ${what}: ${bytes(totalBytes)} of ${bytes(budgetBytes)} that it can take.`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : 1)} ${UNITS[unit] ?? 'B'}`;
}
