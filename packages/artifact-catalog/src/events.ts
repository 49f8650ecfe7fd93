/** What `FilesystemCatalog.watch` tells. An artifact is there when `list` answers it. */
export type CatalogEvent =
  /** The catalog's content is known: every change from here on is told. */
  | { readonly type: 'watch-start' }
  | { readonly type: 'artifact-add'; readonly id: string }
  /** Its record is another, by more than the time of the last use. */
  | { readonly type: 'artifact-change'; readonly id: string }
  | { readonly type: 'artifact-remove'; readonly id: string };
