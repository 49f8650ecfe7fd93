import { damaged } from './damaged.js';
import { layerFacts } from './layer-facts.js';
import type { LayerFacts, ModelFacts } from './model-facts.js';
import { type ModelKeys, modelKeys } from './model-keys.js';
import type { MetadataValue } from './read-value.js';
import { type ReadFile, sumTensors } from './tensor-sums.js';
import { fileTypeName } from './tensor-types.js';

/** The most layers that are believed. */
const MAX_LAYERS = 10_000;

/** Puts together what the headers of a model's files say; the first is that of its first part. */
export function factsFromHeaders(files: readonly [ReadFile, ...ReadFile[]]): ModelFacts {
  const [{ name: file, header }] = files;
  const architecture = header.metadata.get('general.architecture');
  if (typeof architecture !== 'string' || architecture === '')
    throw damaged(file, 'it does not say which architecture its model has');
  const keys = modelKeys(header.metadata, architecture);
  const count = keys.number('block_count') ?? 0;
  if (count > MAX_LAYERS) throw damaged(file, `it says that its model has ${count} layers`);
  const sums = sumTensors(files, count);
  const embeddingLength = keys.number('embedding_length');
  const heads = maxOf(keys.value('attention.head_count'));
  const perHead = embeddingLength !== undefined && heads ? Math.floor(embeddingLength / heads) : undefined;
  const vocabulary = header.metadata.get('tokenizer.ggml.tokens');
  return {
    format: 'gguf',
    architecture,
    name: keys.text('general.name'),
    type: keys.text('general.type') ?? (architecture === 'clip' ? 'mmproj' : 'model'),
    parameters: sums.parameters,
    quantization: quantizationOf(keys, sums.typeBytes),
    contextLength: keys.number('context_length'),
    embeddingLength,
    heads,
    keyLength: keys.number('attention.key_length') ?? perHead,
    valueLength: keys.number('attention.value_length') ?? perHead,
    vocabularySize: typeof vocabulary === 'object' ? vocabulary.length : keys.number('vocab_size'),
    experts: keys.number('expert_count'),
    pooling: (keys.number('pooling_type') ?? 0) > 0,
    chatTemplate: keys.text('tokenizer.chat_template'),
    layers: layersOf(keys, sums.layerBytes),
    inputBytes: sums.inputBytes,
    outputBytes: sums.outputBytes,
    tiedOutputBytes: sums.hasOutput ? 0 : sums.embeddingBytes,
    fileBytes: files.reduce((sum, { size }) => sum + size, 0),
    fileCount: files.length,
  };
}

function layersOf(keys: ModelKeys, layerBytes: readonly number[]): LayerFacts[] {
  return layerBytes.map((weightBytes, index) => ({ weightBytes, ...layerFacts(keys, index) }));
}

function maxOf(value: MetadataValue | undefined): number | undefined {
  const all = Array.isArray(value) ? value : [value];
  const numbers = all.filter((element) => typeof element === 'number' && Number.isFinite(element));
  return numbers.length === 0 ? undefined : numbers.reduce((most, number) => Math.max(most, number), 0);
}

function quantizationOf(keys: ModelKeys, typeBytes: ReadonlyMap<string, number>): string | undefined {
  const said = keys.number('general.file_type');
  const name = said === undefined ? undefined : fileTypeName(said);
  if (name !== undefined) return name;
  return [...typeBytes].sort(([, a], [, b]) => b - a)[0]?.[0];
}
