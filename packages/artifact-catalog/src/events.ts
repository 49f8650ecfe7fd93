/** What `FilesystemCatalog.watch` reports. An artifact is there when `list` returns it. */
export type CatalogEvent =
  /** The catalog's content is known: every change from here on is reported. */
  | { readonly type: 'watch-start' }
  /** An artifact is there that was not. */
  | { readonly type: 'artifact-add'; readonly id: string }
  /** Its record is another, by more than the time of the last use. */
  | { readonly type: 'artifact-change'; readonly id: string }
  /** It is gone, or its record can no longer be read. */
  | { readonly type: 'artifact-remove'; readonly id: string };
