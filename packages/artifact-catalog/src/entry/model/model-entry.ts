import type { KnownModelFormat } from '@rbee-internal/worker-launch';
import type { Artifact } from '../../contracts/artifact.js';

/** How a model's weights are written; any further format is kept as the plain string it came as. */
export type ModelFormat = KnownModelFormat | (string & Record<never, never>);

/** What a file is to its model. `weights` also of each part of a model that is split. */
export type ModelFileRole = 'weights' | 'projector' | 'adapter' | 'config' | 'tokenizer' | 'other';

/** One file of a model. */
export interface ModelFile {
  /** Below the model's own folder, with `/`; of a model that is only referenced, absolute. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly role: ModelFileRole;
  /** `sha256:` and 64 hex digits. */
  readonly digest?: string;
  /** Of a referenced file: when it was last changed, RFC 3339 text. */
  readonly modifiedAt?: string;
}

/** What a GGUF file says of its model, as far as it says it. */
export interface GgufSummary {
  /** Such as `llama` or `qwen3moe`. */
  readonly architecture: string;
  /** How many weights there are. */
  readonly parameters?: number;
  /** Such as `Q4_K_M`. */
  readonly quantization?: string;
  /** The longest context that the model was made for, in tokens. */
  readonly contextLength?: number;
  readonly layers?: number;
  readonly embeddingLength?: number;
  readonly vocabularySize?: number;
  /** Of a mixture of experts. */
  readonly experts?: number;
  /** Whether it brings a chat template. */
  readonly hasChatTemplate?: boolean;
}

/** A model: one file or several, in the catalog's folder or where they were. */
export interface ModelEntry extends Artifact {
  readonly name: string;
  /** Who published it, such as the organisation on the hub. */
  readonly author?: string;
  /** Where it is from: a URL without credentials, or a path. */
  readonly source?: string;
  /** The model's architecture, such as `llama`. */
  readonly modelType?: string;
  /** Settings that are kept with the model. Not a place for secrets. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly format?: ModelFormat;
  /** The vendor that brought it, such as `huggingface`. */
  readonly vendor?: string;
  /** What was asked for, such as `hf:org/repo`. */
  readonly requested?: string;
  /** Commit of the repository that it is from. */
  readonly commit?: string;
  /** As its publisher names it, such as `apache-2.0`. */
  readonly license?: string;
  /** `reference`: its files stay where they are, and are never removed. Absent means `owned`. */
  readonly storage?: 'owned' | 'reference';
  /** The absolute path of its vision or audio projector. */
  readonly mmproj?: string;
  /** All its files, those first that a program is given. */
  readonly files?: readonly ModelFile[];
  readonly gguf?: GgufSummary;
}
