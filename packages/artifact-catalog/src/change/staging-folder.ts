/** A private folder on the catalog's own file system, to make an artifact in before it is promoted. */
export interface StagingFolder {
  /** Absolute; mode 0700, with a name no one can guess. */
  readonly path: string;
  /** Removes the folder with all it holds, if it is still there. May be called again, and after a promotion. */
  dispose(): Promise<void>;
}
