import type { ModelFacts } from '../gguf/model-facts.js';
import { explainFit } from './explain-fit.js';
import { resolveRun, roundContext } from './memory-needs.js';
import { type Budgets, type Load, type Placement, placeLayers } from './place-layers.js';
import type { FitOptions, FitReport, MachineMemory } from './types.js';

const GIBIBYTE = 1024 ** 3;

/** What is left free of memory whose free part is not known. */
const TOTAL_SHARE = { memory: 0.8, card: 0.95 } as const;

/** The longest context that is looked for where the model does not say its own. */
const MAX_CONTEXT = 1024 * 1024;

/**
 * Whether a model fits into a machine, and where its layers go: the weights, the cache of the context and what is
 * computed, against main memory and cards. The figures are those of llama.cpp, which agree with its log but for some
 * megabytes.
 *
 * @example
 * ```ts
 * const facts = await readModelFacts('/models/qwen3-8b-Q4_K_M.gguf');
 * const report = fits(facts, { totalBytes: 32 * 2 ** 30, cards: [{ name: 'GPU 0', totalBytes: 8 * 2 ** 30 }] });
 * console.log(report.verdict, report.gpuLayers, report.reasons);
 * ```
 */
export function fits(facts: ModelFacts, machine: MachineMemory, options: FitOptions = {}): FitReport {
  const run = resolveRun(facts, options);
  const load: Load = { facts, run, projectorBytes: options.projectorBytes ?? 0 };
  const budgets = budgetsOf(machine, options);
  const layers = facts.layers.length + 1;
  const { gpuLayers, placement } = choosePlacement(load, budgets, options.gpuLayers ?? 'auto');
  const { devices, missingBytes } = placement;
  const total = (key: 'weightBytes' | 'kvBytes' | 'computeBytes' | 'totalBytes') =>
    devices.reduce((sum, device) => sum + device[key], 0);
  const verdict = verdictOf({ gpuLayers, layers, missingBytes });
  const report = {
    verdict,
    context: run.context,
    ...{ gpuLayers, layers },
    weightBytes: total('weightBytes'),
    kvBytes: total('kvBytes'),
    computeBytes: total('computeBytes'),
    totalBytes: total('totalBytes'),
    devices,
    ...(verdict !== 'no' && { maxContext: longestContext(load, budgets, gpuLayers) }),
  };
  return { ...report, reasons: explainFit(report, { load, missingBytes, cards: budgets.cards.length }) };
}

function budgetsOf(machine: MachineMemory, options: FitOptions): Budgets {
  const { cardReserveBytes = GIBIBYTE, memoryReserveBytes = GIBIBYTE } = options;
  const free = machine.freeBytes ?? machine.totalBytes * TOTAL_SHARE.memory;
  return {
    memoryBytes: Math.max(0, Math.floor(free) - memoryReserveBytes),
    cards: (machine.cards ?? []).map(({ name, totalBytes, freeBytes, isUnified = false }) => ({
      name,
      isUnified,
      budgetBytes: Math.max(0, Math.floor(freeBytes ?? totalBytes * TOTAL_SHARE.card) - cardReserveBytes),
    })),
  };
}

interface Choice {
  readonly gpuLayers: number;
  readonly placement: Placement;
}

/** With `auto`, the most layers on cards with which everything fits; where nothing does, the least that is missing. */
function choosePlacement(load: Load, budgets: Budgets, wanted: 'auto' | 'all' | number): Choice {
  const all = load.facts.layers.length + 1;
  const most = budgets.cards.length === 0 ? 0 : all;
  const at = (gpuLayers: number): Choice => ({ gpuLayers, placement: placeLayers(load, budgets, gpuLayers) });
  if (wanted === 'all') return at(most);
  if (wanted !== 'auto') return at(Math.min(wanted, most));
  let best = at(most);
  for (let count = most - 1; count >= 0 && best.placement.missingBytes > 0; count -= 1) {
    const next = at(count);
    if (next.placement.missingBytes < best.placement.missingBytes) best = next;
  }
  return best;
}

interface Outcome {
  readonly gpuLayers: number;
  readonly layers: number;
  readonly missingBytes: number;
}

function verdictOf({ gpuLayers, layers, missingBytes }: Outcome): FitReport['verdict'] {
  if (missingBytes > 0) return 'no';
  if (gpuLayers === 0) return 'memory';
  return gpuLayers === layers ? 'cards' : 'split';
}

/** By halving: a longer context never takes less. */
function longestContext(load: Load, budgets: Budgets, gpuLayers: number): number {
  const fitsWith = (context: number) =>
    placeLayers({ ...load, run: { ...load.run, context } }, budgets, gpuLayers).missingBytes === 0;
  let low = load.run.context;
  let high = Math.max(low, roundContext(load.facts.contextLength ?? MAX_CONTEXT));
  if (fitsWith(high)) return high;
  while (high - low > 256) {
    const middle = roundContext(Math.floor((low + high) / 2));
    if (middle >= high) break;
    if (fitsWith(middle)) low = middle;
    else high = middle;
  }
  return low;
}
