import type { LayerFacts } from './model-facts.js';
import type { ModelKeys } from './model-keys.js';
import type { MetadataValue } from './read-value.js';

/**
 * Of how many layers one after the other all but the last look back over a window only, by architecture, where the file
 * does not say it.
 */
const WINDOW_PATTERNS: ReadonlyMap<string, number> = new Map([
  ['gemma2', 2],
  ['gemma3', 6],
  ['gemma3n', 5],
  ['cohere2', 4],
  ['gpt-oss', 2],
  ['llama4', 4],
]);

const F32_BYTES = 4;

/** What one layer keeps besides its weights. */
export function layerFacts(keys: ModelKeys, index: number): Omit<LayerFacts, 'weightBytes'> {
  const kvHeads = kvHeadsOf(keys, index);
  const window = kvHeads > 0 && isWindowed(keys, index) ? keys.number('attention.sliding_window') : undefined;
  const stateBytes = kvHeads > 0 ? 0 : stateBytesOf(keys);
  return { kvHeads, stateBytes, ...(window !== undefined && window > 0 && { slidingWindow: window }) };
}

function kvHeadsOf(keys: ModelKeys, index: number): number {
  const kv = at(keys.value('attention.head_count_kv'), index);
  return kv ?? at(keys.value('attention.head_count'), index) ?? 0;
}

/** A value for every layer, or one for all of them. */
function at(value: MetadataValue | undefined, index: number): number | undefined {
  const found = Array.isArray(value) ? value[index] : value;
  return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : undefined;
}

function isWindowed(keys: ModelKeys, index: number): boolean {
  const said = keys.value('attention.sliding_window_pattern');
  if (Array.isArray(said)) return Boolean(said[index]);
  const architecture = keys.text('general.architecture') ?? '';
  const pattern = typeof said === 'number' ? said : WINDOW_PATTERNS.get(architecture);
  if (pattern === undefined || !(pattern > 0)) return false;
  return index % pattern < pattern - 1;
}

/** What a recurrent layer keeps for each sequence: of state space models, and of RWKV. */
function stateBytesOf(keys: ModelKeys): number {
  const inner = keys.number('ssm.inner_size');
  const state = keys.number('ssm.state_size');
  if (inner !== undefined && state !== undefined) {
    const groups = keys.number('ssm.group_count') ?? 0;
    const kernel = keys.number('ssm.conv_kernel') ?? 1;
    return F32_BYTES * (Math.max(0, kernel - 1) * (inner + 2 * groups * state) + state * inner);
  }
  const headSize = keys.number('wkv.head_size');
  const embedding = keys.number('embedding_length');
  if (headSize === undefined || embedding === undefined) return 0;
  return F32_BYTES * embedding * ((keys.number('token_shift_count') ?? 2) + headSize);
}
