/** One entry of a tree. `path` and `target` hold bytes that are not UTF-8 as lone surrogates U+DC80 to U+DCFF. */
export type TreeEntry = FileEntry | FolderEntry | LinkEntry;

/** A regular file. */
export interface FileEntry {
  readonly type: 'file';
  /** Below the tree's folder, with `/` on every system. */
  readonly path: string;
  /** The permission bits, set-user-id and the like included. */
  readonly mode: number;
  readonly size: number;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
}

/** A folder; what is in it has entries of its own. */
export interface FolderEntry {
  readonly type: 'folder';
  readonly path: string;
  readonly mode: number;
}

/** A symbolic link, with its target as it is written. It is never followed. */
export interface LinkEntry {
  readonly type: 'link';
  readonly path: string;
  readonly target: string;
}

/** All that is in an artifact's folder, but for what the catalog keeps there itself. */
export interface TreeDescription {
  /** `sha256:` digest of {@link TreeDescription.listing}. */
  readonly digest: string;
  /** Bytes of all files, one with several names once. */
  readonly bytes: number;
  /** In the order of the listing. */
  readonly entries: readonly TreeEntry[];
  /** The canonical text of the entries, one a line. */
  readonly listing: string;
}

/** How an entry differs from the record. */
export type TreeDifferenceKind =
  /** It is not in the record. */
  | 'added'
  /** It is in the record and no longer there. */
  | 'removed'
  /** It is of another type: a link in the place of a file. */
  | 'type'
  /** Its bytes are others. */
  | 'content'
  /** Its permission bits are others. */
  | 'mode'
  /** Its target is another. */
  | 'link';

/** One way in which a tree is not what was recorded. */
export interface TreeDifference {
  readonly path: string;
  readonly kind: TreeDifferenceKind;
  /** What was recorded, where one word says it: a digest, a mode such as `0755`, a link's target, a type. */
  readonly expected?: string;
  /** What is there. */
  readonly found?: string;
}

/** What `verifyTree` found. */
export type TreeVerification =
  | { readonly verdict: 'intact' }
  | {
      readonly verdict: 'changed';
      /** At most 1,000, sorted by path. */
      readonly differences: readonly TreeDifference[];
      /** How many more there are. */
      readonly more: number;
    };
