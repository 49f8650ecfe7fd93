/** How much one layer of a model takes in memory, in bytes. */
export interface LayerFacts {
  /** Of its weights. */
  readonly weightBytes: number;
  /** Heads of its keys and values; 0 where the layer keeps no cache that grows with the context. */
  readonly kvHeads: number;
  /** Tokens that it looks back, where that is fewer than the context. */
  readonly slidingWindow?: number | undefined;
  /** What it keeps for each sequence, whatever the context: of recurrent layers. */
  readonly stateBytes: number;
}

/** What a GGUF model is, and what each part of it takes. */
export interface ModelFacts {
  readonly format: 'gguf';
  /** Such as `llama`. */
  readonly architecture: string;
  readonly name: string | undefined;
  /** `model`, or what else the file is: `mmproj`, `adapter` … */
  readonly type: string;
  /** How many weights there are. */
  readonly parameters: number;
  /** Such as `Q4_K_M`, as the file itself says; else what most weights are. */
  readonly quantization: string | undefined;
  /** The longest context that the model was made for, in tokens. */
  readonly contextLength: number | undefined;
  readonly embeddingLength: number | undefined;
  readonly heads: number | undefined;
  /** Elements of a key, and of a value. */
  readonly keyLength: number | undefined;
  readonly valueLength: number | undefined;
  readonly vocabularySize: number | undefined;
  readonly experts: number | undefined;
  /** Of models for embeddings and reranking. */
  readonly pooling: boolean;
  /** Jinja text; `undefined` where it has none or a longer one than is read. */
  readonly chatTemplate: string | undefined;
  readonly layers: readonly LayerFacts[];
  /** Weights outside the layers that stay in main memory: the embeddings of tokens. */
  readonly inputBytes: number;
  /** Weights outside the layers that count as one more layer: the output. */
  readonly outputBytes: number;
  /** What the output takes more on a card where it has no weights of its own, but shares the embeddings. */
  readonly tiedOutputBytes: number;
  /** Bytes of all files. */
  readonly fileBytes: number;
  /** How many files: 1, or the parts of a model that is split. */
  readonly fileCount: number;
}
