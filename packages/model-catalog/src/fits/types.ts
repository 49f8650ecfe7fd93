/** A card that can hold layers. */
export interface CardMemory {
  /** Its name, such as `NVIDIA GeForce RTX 4090`. */
  readonly name: string;
  /** Bytes. */
  readonly totalBytes: number;
  /** Bytes that nothing uses. @default all but a twentieth */
  readonly freeBytes?: number | undefined;
  /** Whether it has no memory of its own: what it takes, main memory lacks. @default false */
  readonly isUnified?: boolean | undefined;
}

/** What a machine has to put a model into. */
export interface MachineMemory {
  /** Main memory, in bytes. */
  readonly totalBytes: number;
  /** Bytes that programs could take. @default four fifths */
  readonly freeBytes?: number | undefined;
  /** In the order in which they are filled. @default none */
  readonly cards?: readonly CardMemory[] | undefined;
}

/** How keys and values are kept. */
export type KvType = 'f32' | 'f16' | 'bf16' | 'q8_0' | 'q5_1' | 'q5_0' | 'q4_1' | 'q4_0' | 'iq4_nl';

/** How the model is to be run. */
export interface FitOptions {
  /**
   * Tokens of the whole context, all sequences together; rounded up to a multiple of 256.
   * @default the model's own, at most 8192
   */
  readonly context?: number | undefined;
  /** How many layers go to cards, the output counted as one: as many as fit, all, or so many. @default 'auto' */
  readonly gpuLayers?: 'auto' | 'all' | number | undefined;
  /** Sequences at a time. @default 1 */
  readonly parallel?: number | undefined;
  /** For keys and values alike, or for each. @default 'f16' */
  readonly kvType?: KvType | { readonly k: KvType; readonly v: KvType } | undefined;
  /** @default true */
  readonly flashAttention?: boolean | undefined;
  /** Tokens that are computed at a time. @default 512 */
  readonly batch?: number | undefined;
  /** Bytes of a projector that is loaded besides. @default 0 */
  readonly projectorBytes?: number | undefined;
  /** Bytes that stay free on each card. @default 1_073_741_824 (1 GiB) */
  readonly cardReserveBytes?: number | undefined;
  /** Bytes of main memory that stay free. @default 1_073_741_824 (1 GiB) */
  readonly memoryReserveBytes?: number | undefined;
}

/** What one device holds. All sizes are bytes. */
export interface DevicePlacement {
  /** `memory`, or the card's name. */
  readonly device: string;
  /** The card's place in `MachineMemory.cards`; absent for main memory. */
  readonly card?: number;
  /** The first and last of its layers, from 0; absent for none. */
  readonly layers?: { readonly first: number; readonly last: number };
  /** Whether it holds the output. */
  readonly hasOutput: boolean;
  readonly weightBytes: number;
  readonly kvBytes: number;
  readonly computeBytes: number;
  readonly totalBytes: number;
  /** What it could hold. */
  readonly budgetBytes: number;
}

/** Whether and how a model fits. */
export interface FitReport {
  /** `cards`: wholly on cards; `split`: on cards and in main memory; `memory`: in main memory alone; `no`: not at all. */
  readonly verdict: 'cards' | 'split' | 'memory' | 'no';
  /** Tokens, rounded as the engine does. */
  readonly context: number;
  /** Layers on cards, the output counted as one: what `-ngl` takes. */
  readonly gpuLayers: number;
  /** All layers, the output counted as one. */
  readonly layers: number;
  readonly weightBytes: number;
  readonly kvBytes: number;
  readonly computeBytes: number;
  readonly totalBytes: number;
  /** Main memory first, then each card that holds something. */
  readonly devices: readonly DevicePlacement[];
  /** The longest context that would fit in the same way; absent when it does not fit at all. */
  readonly maxContext?: number;
  /** Why, with the numbers: sentences for people. */
  readonly reasons: readonly string[];
}
