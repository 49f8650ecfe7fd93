import type { CallOptions, ModelFileRole, ModelFormat } from '@rbee/artifact-catalog';
import type { ModelEvent } from './events.js';

/** What a file must hash to. */
export type FileDigest =
  /** 64 hex digits, as LFS has them. */
  | { readonly algorithm: 'sha256'; readonly hex: string }
  /** 40 hex digits: git's id of the content, as hubs give it for small files. */
  | { readonly algorithm: 'git-blob'; readonly hex: string };

/** Where a file's bytes are. */
export type FileOrigin =
  | { readonly type: 'url'; readonly url: string }
  /** Absolute. */
  | { readonly type: 'path'; readonly path: string };

/** One file of a model that was found. */
export interface ResolvedFile {
  /** Below the model's folder, with `/`. */
  readonly name: string;
  readonly role: ModelFileRole;
  /** Bytes; `undefined` where only the download shows it. */
  readonly size: number | undefined;
  /** `undefined` where nothing proves the file: of a local one. */
  readonly digest: FileDigest | undefined;
  readonly origin: FileOrigin;
}

/** Another quantization, or set of files, that the same repository or folder offers. */
export interface ModelChoice {
  /** What to put behind the colon of the reference, such as `Q8_0`. */
  readonly label: string;
  /** The first file. */
  readonly file: string;
  /** Bytes of all its files; `undefined` where a size is not known. */
  readonly bytes: number | undefined;
}

/** What a reference stands for now: the files, from one commit, and what is known of them. */
export interface ResolvedModel {
  /** The id that it has in the catalog. */
  readonly id: string;
  readonly name: string;
  readonly author?: string | undefined;
  /** A URL without credentials, or a path. */
  readonly source: string;
  readonly commit?: string | undefined;
  readonly license?: string | undefined;
  /** Whether the publisher asks to accept terms before a download. */
  readonly gated?: boolean | undefined;
  readonly format: ModelFormat;
  /** Those first that a program is given: the model, or the first of its parts. */
  readonly files: readonly ResolvedFile[];
  readonly choices: readonly ModelChoice[];
}

/** How the files of a model that is on this machine come into the catalog. */
export type StorageMode =
  /** Of their own: sharing blocks where the file system can do that, else a copy. */
  | 'copy'
  /** Sharing blocks, or an error where the file system cannot do that. */
  | 'reflink'
  /** They stay where they are; removing the model leaves them. */
  | 'reference';

/** How a vendor is asked. */
export interface VendorCallOptions extends CallOptions {
  /** Called for each event, in order. What it throws ends the call. */
  readonly onEvent?: ((event: ModelEvent) => void) | undefined;
  /** Of a URL: the digest that its file must have. @default the one in the URL's fragment */
  readonly digest?: FileDigest | undefined;
}

/** A model that a search found. */
export interface FoundModel {
  /** What to pull, such as `hf:org/repo`. */
  readonly reference: string;
  readonly name: string;
  readonly author?: string | undefined;
  readonly downloads?: number | undefined;
  readonly likes?: number | undefined;
  readonly gated: boolean;
  readonly license?: string | undefined;
  /** RFC 3339 text. */
  readonly updatedAt?: string | undefined;
  /** Such as `text-generation`. */
  readonly task?: string | undefined;
}

/** What a model takes of a disk. */
export interface DiskSpace {
  /** Bytes that may still be written in the catalog's folder. */
  readonly freeBytes: number;
  /** Bytes still to be written: the sizes that are known, less what an earlier call received. */
  readonly neededBytes: number;
  readonly isEnough: boolean;
}

/** What `provisionAndAdd` would do. */
export interface ModelPlan extends ResolvedModel {
  /** What was asked for. */
  readonly reference: string;
  /** The vendor that supports it. */
  readonly vendor: string;
  /** Bytes of all files; `undefined` where a size is not known. */
  readonly bytes: number | undefined;
  /** What the catalog has of that id: nothing, the same files, or others that would be replaced. */
  readonly present: 'no' | 'same' | 'other';
  readonly disk: DiskSpace;
}
