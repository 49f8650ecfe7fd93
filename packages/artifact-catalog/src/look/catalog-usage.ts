/** What a catalog takes on disk, in bytes of its files. */
export interface CatalogUsage {
  /** Every recorded artifact with all its files, whether or not its record can be read, sorted by id. */
  readonly artifacts: readonly { readonly id: string; readonly bytes: number }[];
  /** The catalog's own folders and its users', by name: `@staging`, `@cache` … */
  readonly own: Readonly<Record<string, number>>;
  /** What else is in the catalog's folder: folders without a record, and what is foreign. */
  readonly otherBytes: number;
  /** Folders that the system did not let us read, sorted: what is in them is not counted. */
  readonly unreadable: readonly string[];
}
