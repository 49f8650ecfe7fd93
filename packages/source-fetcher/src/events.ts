/** What `fetchSources` reports while it works. `name` is the source's name in `$srcdir`; sizes are bytes. */
export type FetchEvent =
  /** A source is begun; `url` has no credentials. */
  | { readonly type: 'source-start'; readonly name: string; readonly url: string }
  /** Bytes came: at most ten a second, and one at the end. */
  | {
      readonly type: 'source-progress';
      readonly name: string;
      readonly receivedBytes: number;
      /** `undefined` when the server did not say. */
      readonly totalBytes: number | undefined;
      /** Bytes a second over the last few seconds; `undefined` before that can be said. */
      readonly bytesPerSecond: number | undefined;
    }
  /** A request failed and is made again after a pause. `attempt` is the number of the try to come. */
  | {
      readonly type: 'source-retry';
      readonly name: string;
      readonly attempt: number;
      readonly milliseconds: number;
      /** What failed, for people. */
      readonly reason: string;
    }
  /**
   * The server says that the file is compressed on the way, although it was asked for the bytes as they are stored.
   * They are kept as they came; the checksum decides.
   */
  | { readonly type: 'content-encoding'; readonly name: string; readonly encoding: string }
  /**
   * Symbolic links of an archive that lead out of `$srcdir`, directly or through others. They are kept as
   * they are written, and nothing here follows them; `links` are the first of them.
   */
  | {
      readonly type: 'outward-links';
      readonly name: string;
      readonly count: number;
      readonly links: readonly { readonly path: string; readonly target: string }[];
    }
  /**
   * Files of a git source whose content Git LFS keeps elsewhere were fetched and verified: it is in their place.
   */
  | {
      readonly type: 'lfs-fetched';
      readonly name: string;
      readonly count: number;
      readonly bytes: number;
    }
  /**
   * Files of a git source are pointers of Git LFS: their content is not in the repository and could not be fetched, for
   * the `reason` given. `bytes` is how much they stand for; `paths` are the first of them.
   */
  | {
      readonly type: 'lfs-pointers';
      readonly name: string;
      readonly count: number;
      readonly bytes: number;
      readonly paths: readonly string[];
      readonly reason: string;
    }
  /** A tag of the repository names another object than when it was fetched last. */
  | {
      readonly type: 'tag-moved';
      readonly name: string;
      readonly tag: string;
      readonly from: string;
      readonly to: string;
    }
  /** An OpenPGP signature of this source is verified; `signedBy` is the fingerprint of the primary key. */
  | { readonly type: 'signature-verified'; readonly name: string; readonly signedBy: string }
  /** Its bytes are what the PKGBUILD says, or it says `SKIP`. */
  | { readonly type: 'source-verified'; readonly name: string; readonly verified: 'checksum' | 'skipped' }
  /** It is in its place, unpacked. */
  | {
      readonly type: 'source-end';
      readonly name: string;
      readonly commit?: string;
      readonly digest?: string;
    };
