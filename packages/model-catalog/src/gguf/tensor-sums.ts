import type { GgufHeader, TensorInfo } from './read-header.js';
import { tensorBytes, tensorTypeName } from './tensor-types.js';

/** The header of one file, and how many bytes that file has. */
export interface ReadFile {
  readonly name: string;
  readonly header: GgufHeader;
  readonly size: number;
}

/** What the tensors of a model take. */
export interface TensorSums {
  readonly parameters: number;
  readonly layerBytes: readonly number[];
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly embeddingBytes: number;
  /** Whether the output has weights of its own. */
  readonly hasOutput: boolean;
  /** Bytes by the name of the tensor type. */
  readonly typeBytes: ReadonlyMap<string, number>;
}

/** @param count how many layers the model has */
export function sumTensors(files: readonly ReadFile[], count: number): TensorSums {
  const layerBytes = Array.from({ length: count }, () => 0);
  const typeBytes = new Map<string, number>();
  let [parameters, inputBytes, outputBytes, embeddingBytes] = [0, 0, 0, 0];
  let hasOutput = false;
  for (const { tensor, bytes } of files.flatMap(sizedTensors)) {
    parameters += elementsOf(tensor);
    const type = tensorTypeName(tensor.type) ?? `type ${tensor.type}`;
    typeBytes.set(type, (typeBytes.get(type) ?? 0) + bytes);
    const layer = Number(/^blk\.(\d{1,5})\./.exec(tensor.name)?.[1] ?? Number.NaN);
    const before = layerBytes[layer];
    if (before !== undefined) layerBytes[layer] = before + bytes;
    else if (IS_INPUT.test(tensor.name)) inputBytes += bytes;
    else outputBytes += bytes;
    if (tensor.name === 'token_embd.weight') embeddingBytes = bytes;
    hasOutput ||= tensor.name === 'output.weight';
  }
  return { parameters, layerBytes, inputBytes, outputBytes, embeddingBytes, hasOutput, typeBytes };
}

/** Tensors that engines keep in main memory. */
const IS_INPUT = /^(?:token_embd|token_types|position_embd|per_layer_token_embd)/;

function elementsOf({ dimensions }: TensorInfo): number {
  return dimensions.reduce((product, dimension) => product * dimension, 1);
}

/** Of a type that is not known, a tensor takes what is left until the next one. */
function sizedTensors({ header, size }: ReadFile): { tensor: TensorInfo; bytes: number }[] {
  const offsets = header.tensors.map(({ offset }) => offset).sort((a, b) => a - b);
  const dataBytes = Math.max(0, size - header.dataStart);
  const nextAfter = (offset: number) => offsets[firstAbove(offsets, offset)] ?? dataBytes;
  return header.tensors.map((tensor) => ({
    tensor,
    bytes:
      tensorBytes(tensor.type, elementsOf(tensor)) ?? Math.max(0, nextAfter(tensor.offset) - tensor.offset),
  }));
}

function firstAbove(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? value) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
