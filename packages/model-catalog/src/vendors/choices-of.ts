import { type Candidate, offersOf } from '../choose/choose-files.js';
import type { ModelChoice } from '../types.js';

/** What else a repository or folder offers. */
export function choicesOf(files: readonly Candidate[]): ModelChoice[] {
  const offers = offersOf(files);
  const count = new Map<string, number>();
  for (const { label } of offers) count.set(label, (count.get(label) ?? 0) + 1);
  return offers.map(({ label, files: own }) => {
    const file = own[0]?.name ?? label;
    const sizes = own.map(({ size }) => size);
    const isKnown = sizes.every((size) => size !== undefined);
    return {
      label: (count.get(label) ?? 0) > 1 ? file : label,
      file,
      bytes: isKnown ? sizes.reduce((sum: number, size) => sum + (size ?? 0), 0) : undefined,
    };
  });
}
