import type { ModelFacts } from '../gguf/model-facts.js';
import { computeBytesOf, kvBytesOf, type RunSettings } from './memory-needs.js';
import type { DevicePlacement } from './types.js';

/** What a card may take. */
export interface CardBudget {
  readonly name: string;
  readonly budgetBytes: number;
  readonly isUnified: boolean;
}

/** What a machine may take. */
export interface Budgets {
  readonly memoryBytes: number;
  readonly cards: readonly CardBudget[];
}

/** A model with what it needs besides its layers. */
export interface Load {
  readonly facts: ModelFacts;
  readonly run: RunSettings;
  readonly projectorBytes: number;
}

/** A part of a model that is placed as a whole: a layer, or the output. */
interface Part {
  readonly weightBytes: number;
  readonly kvBytes: number;
}

/** Where everything goes for a number of layers on cards, and what is missing. */
export interface Placement {
  readonly devices: readonly DevicePlacement[];
  /** Bytes that main memory, or the cards, lack; 0 when it fits. */
  readonly missingBytes: number;
}

/**
 * Puts the last so many parts, the output counted as one, on the cards in their order, each filled before the next, and
 * the rest into main memory, as llama.cpp does.
 */
export function placeLayers(load: Load, budgets: Budgets, gpuLayers: number): Placement {
  const parts = partsOf(load, gpuLayers);
  const first = parts.length - gpuLayers;
  const cards: DevicePlacement[] = [];
  let next = first;
  for (const [card, budget] of budgets.cards.entries()) {
    if (next >= parts.length) break;
    const isLast = card === budgets.cards.length - 1;
    const end = isLast ? parts.length : endOn(load, { parts, from: next, bytes: budget.budgetBytes });
    if (end === next) continue;
    cards.push({
      ...placed(load, { parts, from: next, to: end }),
      device: budget.name,
      card,
      budgetBytes: budget.budgetBytes,
    });
    next = end;
  }
  const memory = placeInMemory(load, { parts, first, budget: budgets.memoryBytes });
  const unified = cards.filter(({ card = 0 }) => budgets.cards[card]?.isUnified === true);
  const inMemory = memory.totalBytes + sum(unified.map(({ totalBytes }) => totalBytes));
  const lacks = [
    inMemory - budgets.memoryBytes,
    ...cards.map(({ totalBytes, budgetBytes }) => totalBytes - budgetBytes),
  ];
  const missingBytes = sum(lacks.map((bytes) => Math.max(0, bytes)));
  return { devices: [memory, ...cards], missingBytes };
}

function partsOf({ facts, run }: Load, gpuLayers: number): Part[] {
  const layers = facts.layers.map((layer) => ({
    weightBytes: layer.weightBytes,
    kvBytes: kvBytesOf(layer, facts, run),
  }));
  // On a card, an output that shares the weights of the embeddings needs a copy of them.
  const tied = gpuLayers > 0 ? facts.tiedOutputBytes : 0;
  return [...layers, { weightBytes: facts.outputBytes + tied, kvBytes: 0 }];
}

interface Slice {
  readonly parts: readonly Part[];
  readonly from: number;
}

/** How far parts fit into so many bytes. */
function endOn(load: Load, { parts, from, bytes }: Slice & { readonly bytes: number }): number {
  let end = from;
  while (end < parts.length && placed(load, { parts, from, to: end + 1 }).totalBytes <= bytes) end += 1;
  return end;
}

type Placed = Omit<DevicePlacement, 'device' | 'budgetBytes' | 'card'>;

function placed({ facts, run }: Load, { parts, from, to }: Slice & { readonly to: number }): Placed {
  const own = parts.slice(from, to);
  const hasOutput = to === parts.length && from < to;
  const lastLayer = Math.min(to, parts.length - 1) - 1;
  const weightBytes = sum(own.map((part) => part.weightBytes));
  const kvBytes = sum(own.map((part) => part.kvBytes));
  const computeBytes = own.length === 0 ? 0 : computeBytesOf(facts, run, hasOutput);
  return {
    ...(lastLayer >= from && { layers: { first: from, last: lastLayer } }),
    ...{ hasOutput, weightBytes, kvBytes, computeBytes },
    totalBytes: weightBytes + kvBytes + computeBytes,
  };
}

interface MemorySlice {
  readonly parts: readonly Part[];
  /** The first part that is on a card. */
  readonly first: number;
  readonly budget: number;
}

function placeInMemory(load: Load, { parts, first, budget }: MemorySlice): DevicePlacement {
  const { facts, projectorBytes } = load;
  const rest = placed(load, { parts, from: 0, to: first });
  const weightBytes = rest.weightBytes + facts.inputBytes + projectorBytes;
  const totalBytes = weightBytes + rest.kvBytes + rest.computeBytes;
  return { ...rest, weightBytes, totalBytes, device: 'memory', budgetBytes: budget };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
