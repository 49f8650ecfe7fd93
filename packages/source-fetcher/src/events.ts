/** What `fetchSources` tells while it works. `name` is the source's name in `$srcdir`; sizes are bytes. */
export type FetchEvent =
  | { readonly type: 'source-start'; readonly name: string; readonly url: string }
  | {
      readonly type: 'source-progress';
      readonly name: string;
      readonly receivedBytes: number;
      /** `undefined` when the server did not say. */
      readonly totalBytes: number | undefined;
    }
  | { readonly type: 'source-verified'; readonly name: string; readonly verified: 'checksum' | 'skipped' }
  | {
      readonly type: 'source-end';
      readonly name: string;
      readonly commit?: string;
      readonly digest?: string;
    };
