import type { TransportOptions } from '@rbee-internal/system/transport';

/** Where a daemon is, and what it wants to hear. */
export interface DaemonAddress {
  /** Such as `http://HOST:PORT`, without a final slash. */
  readonly url: string;
  readonly token?: string | undefined;
  /** Of a hive elsewhere: how it is reached. @default directly, as a daemon of this machine */
  readonly reach?: Pick<TransportOptions, 'proxy' | 'extraCertificates'> | undefined;
}
