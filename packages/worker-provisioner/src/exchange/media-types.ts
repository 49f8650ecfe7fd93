/** The kind of artifact that a worker is in an OCI registry. */
export const WORKER_TYPE = 'application/vnd.rbee.worker.v1';
/** The portable record: what is signed beside the tree. */
export const RECORD_TYPE = 'application/vnd.rbee.worker.record.v1+json';
/** The canonical listing of the tree; its digest is that of the tree. */
export const LISTING_TYPE = 'application/vnd.rbee.worker.tree.v1';
/** Some of the tree's files. */
export const CONTENT_TYPE = 'application/vnd.rbee.worker.content.v1.tar+gzip';
/** As {@link CONTENT_TYPE}; read, not written. */
export const CONTENT_ZSTD_TYPE = 'application/vnd.rbee.worker.content.v1.tar+zstd';
/** Folders and links: those who unpack with other programs want them, too. */
export const FRAME_TYPE = 'application/vnd.rbee.worker.frame.v1.tar+gzip';
export const EMPTY_TYPE = 'application/vnd.oci.empty.v1+json';

/** Annotations of a worker's manifest. */
export const ANNOTATIONS = {
  workerId: 'dev.rbee.worker.id',
  identity: 'dev.rbee.worker.identity',
  tree: 'dev.rbee.worker.tree',
  requires: 'dev.rbee.worker.requires',
} as const;
