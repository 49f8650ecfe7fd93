import type { LayerFacts, ModelFacts } from '../gguf/model-facts.js';
import type { FitOptions, KvType } from './types.js';

/** Bytes of one element of a cache of keys or values. */
const KV_BYTES: Readonly<Record<KvType, number>> = {
  f32: 4,
  f16: 2,
  bf16: 2,
  q8_0: 34 / 32,
  q5_1: 24 / 32,
  q5_0: 22 / 32,
  q4_1: 20 / 32,
  q4_0: 18 / 32,
  iq4_nl: 18 / 32,
};

/** Contexts are a multiple of so many tokens. */
const CONTEXT_STEP = 256;

/** A model that says none is taken to have this context, which is also the longest that is taken unasked. */
const DEFAULT_CONTEXT = 8_192;

/** How a model is to be run, every default applied. */
export interface RunSettings {
  /** Tokens of the whole context. */
  readonly context: number;
  readonly parallel: number;
  readonly kBytes: number;
  readonly vBytes: number;
  readonly isVQuantized: boolean;
  readonly flashAttention: boolean;
  readonly batch: number;
}

export function resolveRun(facts: ModelFacts, options: FitOptions): RunSettings {
  const { kvType = 'f16' } = options;
  const { k, v } = typeof kvType === 'string' ? { k: kvType, v: kvType } : kvType;
  const own = Math.min(facts.contextLength ?? DEFAULT_CONTEXT, DEFAULT_CONTEXT);
  return {
    context: roundContext(options.context ?? own),
    parallel: options.parallel ?? 1,
    kBytes: KV_BYTES[k],
    vBytes: KV_BYTES[v],
    isVQuantized: KV_BYTES[v] < 2,
    flashAttention: options.flashAttention ?? true,
    batch: options.batch ?? 512,
  };
}

export function roundContext(tokens: number): number {
  return Math.max(CONTEXT_STEP, Math.ceil(tokens / CONTEXT_STEP) * CONTEXT_STEP);
}

/** Bytes that one layer keeps of what was said: its keys and values, or its state. */
export function kvBytesOf(layer: LayerFacts, facts: ModelFacts, run: RunSettings): number {
  const { slidingWindow, kvHeads, stateBytes } = layer;
  const looksBack =
    slidingWindow === undefined
      ? run.context
      : Math.min(run.context, roundContext(slidingWindow * run.parallel + run.batch));
  const perToken = (facts.keyLength ?? 0) * run.kBytes + (facts.valueLength ?? 0) * run.vBytes;
  return Math.ceil(looksBack * kvHeads * perToken) + stateBytes * run.parallel;
}

/**
 * Bytes for what is computed on a device, roughly: the largest of what it makes one after the other. The device with the
 * output makes a number for every word of the vocabulary; without flash attention, each makes one for every token that a
 * head looks at, and a mask of them.
 */
export function computeBytesOf(facts: ModelFacts, run: RunSettings, hasOutput: boolean): number {
  const { vocabularySize = 0, embeddingLength = 0, heads = 0 } = facts;
  const wide = hasOutput ? vocabularySize + embeddingLength : 8 * embeddingLength;
  const attention = run.flashAttention ? 0 : (heads + 1) * run.context + 4 * embeddingLength;
  return run.batch * F32_BYTES * Math.max(wide, attention);
}

const F32_BYTES = 4;
