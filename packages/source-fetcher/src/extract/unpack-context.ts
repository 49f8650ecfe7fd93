import type { FetchContext } from '../fetchers/fetcher.js';

/** What unpacking works with: folders, bounds and whom to tell. */
export type UnpackContext = Pick<
  FetchContext,
  'srcDir' | 'stagingDir' | 'limits' | 'signal' | 'emit' | 'env'
>;
