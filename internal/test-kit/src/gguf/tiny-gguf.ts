import { type GgufContent, type GgufTensor, type GgufValue, writeGguf } from './write-gguf.js';

export interface TinyGgufOptions {
  /** @default 'tiny' */
  readonly name?: string;
  /** In tokens. @default 256 */
  readonly contextLength?: number;
  /** Transformer blocks, each of which changes nothing. @default 1 */
  readonly layers?: number;
  /** Whether it goes from `z` to `a` again, for text without an end. @default false */
  readonly isEndless?: boolean;
  /** Further metadata, or other values than the maker's own. @default none */
  readonly metadata?: Readonly<Record<string, GgufValue>>;
}

const WIDTH = 64;
const HIDDEN = 32;
const HEADS = 4;
/** `<unk>`, `<s>` and `</s>`; then a token for each byte. */
const FIRST_BYTE = 3;
const VOCABULARY = FIRST_BYTE + 256;
const END = 2;

/**
 * A true model of the llama architecture with a few hundred kB, which llama-server loads and which says the alphabet: a
 * prompt that ends in `x` is continued by `yz`, then it stops, also at the default temperature. End prompts in a small
 * letter. Its chat template prints the messages' contents and nothing else.
 */
export function tinyGguf(options: TinyGgufOptions = {}): Buffer {
  return writeGguf(tinyGgufContent(options));
}

/** The same as metadata and tensors, to be changed before it is written. */
export function tinyGgufContent({
  name = 'tiny',
  contextLength = 256,
  layers = 1,
  isEndless = false,
  metadata,
}: TinyGgufOptions = {}): GgufContent {
  const embeddings = randomSigns(VOCABULARY * WIDTH);
  return {
    metadata: {
      ...architecture({ name, contextLength, layers }),
      ...tokenizer(),
      ...metadata,
    },
    tensors: [
      matrix('token_embd.weight', [WIDTH, VOCABULARY], embeddings),
      vector('output_norm.weight'),
      matrix('output.weight', [WIDTH, VOCABULARY], outputOf(embeddings, isEndless)),
      ...Array.from({ length: layers }, (_, index) => block(`blk.${index}.`)).flat(),
    ],
  };
}

function architecture({
  name,
  contextLength,
  layers,
}: Required<Pick<TinyGgufOptions, 'name' | 'contextLength' | 'layers'>>): Record<string, GgufValue> {
  return {
    'general.architecture': { type: 'string', value: 'llama' },
    'general.name': { type: 'string', value: name },
    'general.file_type': { type: 'u32', value: 0 },
    'llama.context_length': { type: 'u32', value: contextLength },
    'llama.embedding_length': { type: 'u32', value: WIDTH },
    'llama.block_count': { type: 'u32', value: layers },
    'llama.feed_forward_length': { type: 'u32', value: HIDDEN },
    'llama.attention.head_count': { type: 'u32', value: HEADS },
    'llama.attention.layer_norm_rms_epsilon': { type: 'f32', value: 1e-5 },
  };
}

function tokenizer(): Record<string, GgufValue> {
  const bytes = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
  return {
    'tokenizer.ggml.model': { type: 'string', value: 'llama' },
    'tokenizer.ggml.tokens': { type: 'string[]', value: ['<unk>', '<s>', '</s>', ...bytes] },
    'tokenizer.ggml.scores': { type: 'f32[]', value: Array.from({ length: VOCABULARY }, () => 0) },
    'tokenizer.ggml.token_type': { type: 'i32[]', value: [2, 3, 3, ...bytes.map(() => 6)] },
    'tokenizer.ggml.bos_token_id': { type: 'u32', value: 1 },
    'tokenizer.ggml.eos_token_id': { type: 'u32', value: END },
    'tokenizer.ggml.add_bos_token': { type: 'bool', value: false },
    'tokenizer.ggml.add_space_prefix': { type: 'bool', value: false },
    'tokenizer.chat_template': {
      type: 'string',
      value: '{% for message in messages %}{{ message.content }}{% endfor %}',
    },
  };
}

/** The row of a token is what the one before it looks like, so that this one follows. */
function outputOf(embeddings: Float32Array, isEndless: boolean): Float32Array {
  const output = new Float32Array(VOCABULARY * WIDTH);
  const letter = (index: number) => FIRST_BYTE + 'a'.charCodeAt(0) + index;
  for (let index = 0; index < 26; index += 1) {
    const token = letter(index);
    const next = index < 25 ? letter(index + 1) : isEndless ? letter(0) : END;
    const from = embeddings.subarray(token * WIDTH, (token + 1) * WIDTH);
    for (const [place, value] of from.entries()) output[next * WIDTH + place] = value;
  }
  return output;
}

function block(prefix: string): GgufTensor[] {
  const square = ['attn_q', 'attn_k', 'attn_v', 'attn_output'];
  return [
    vector(`${prefix}attn_norm.weight`),
    ...square.map((name) => matrix(`${prefix}${name}.weight`, [WIDTH, WIDTH])),
    vector(`${prefix}ffn_norm.weight`),
    matrix(`${prefix}ffn_gate.weight`, [WIDTH, HIDDEN]),
    matrix(`${prefix}ffn_up.weight`, [WIDTH, HIDDEN]),
    matrix(`${prefix}ffn_down.weight`, [HIDDEN, WIDTH]),
  ];
}

function vector(name: string): GgufTensor {
  return { name, dimensions: [WIDTH], data: bytesOf(new Float32Array(WIDTH).fill(1)) };
}

function matrix(name: string, dimensions: readonly [number, number], values?: Float32Array): GgufTensor {
  const data = bytesOf(values ?? new Float32Array(dimensions[0] * dimensions[1]));
  return { name, dimensions, data };
}

function bytesOf(values: Float32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

/** The same at every call: a linear congruential generator. */
function randomSigns(count: number): Float32Array {
  let state = 42;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 31 === 0 ? 1 : -1;
  });
}
