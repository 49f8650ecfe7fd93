/** An entry of the catalog's folder that is not a readable artifact, or not a sound one. Nothing is done to it. */
export interface CatalogProblem {
  /** The folder's absolute path. */
  readonly folder: string;
  readonly code:
    | 'FOREIGN_ENTRY'
    | 'MISSING_METADATA'
    | 'UNREADABLE_METADATA'
    | 'INVALID_METADATA'
    | 'ID_MISMATCH'
    /** It is listed, but its `path` leads out of its own folder: nothing there should be run. */
    | 'PATH_OUTSIDE';
  /** What is wrong and, for a bad field, its path. */
  readonly message: string;
}
