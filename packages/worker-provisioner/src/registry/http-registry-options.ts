import { optionsSchema } from '@rbee-internal/check-options';
import { z } from 'zod';
import { clock, fetchFunction, flag, licenseOriginsSchema, milliseconds } from '../options/parts.js';
import type { RegistryTrust } from './worker-registry.js';

/** Options of `createHttpRegistry`. */
export interface HttpRegistryOptions {
  /** Base URL, such as `http://localhost:8787`. */
  readonly url: string;
  /** Performs the requests; an in-process server's `fetch` needs no port. @default one without a proxy */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Base URLs that serve the same documents, asked in this order when the registry is down. @default none */
  readonly mirrors?: readonly string[] | undefined;
  /**
   * A folder for the last good copy of each document: requests become conditional, and a copy is used while the registry is down. @default no copies
   */
  readonly cacheDir?: string | undefined;
  /** Make no request: the copies, or an error. @default false */
  readonly offline?: boolean | undefined;
  /** Milliseconds for each document, however it comes. @default 30_000, and 600_000 for a recipe's files */
  readonly timeoutMilliseconds?: number | undefined;
  /**
   * The origins that its entries may name for the licence token; `any` is every https origin and this machine.
   * @default `any`, and none for a registry or mirror that is neither reached by https nor on this machine
   */
  readonly licenseOrigins?: RegistryTrust['licenseOrigins'] | undefined;
  /**
   * What of this machine its recipes may name as sources.
   * @default `files` for a registry on this machine, else `none`
   */
  readonly localSources?: RegistryTrust['localSources'] | undefined;
  /**
   * The text of the root metadata (`root.json`) that the user trusts for this registry: entries, recipes, files and keys
   * then come only as files that it has signed. @default none
   */
  readonly trustedRoot?: string | undefined;
  /** A private folder for what of a signed registry was last verified; needed with `trustedRoot`. @default none */
  readonly trustDir?: string | undefined;
  /** Whether `fetch` answers by itself, without a network: then nothing has to be signed. @default false */
  readonly inProcess?: boolean | undefined;
  /** Use it without signatures though it is not on this machine; that is recorded. @default false */
  readonly allowUnsigned?: boolean | undefined;
  /** The clock. @default the system's */
  readonly now?: (() => Date) | undefined;
}

/** {@link HttpRegistryOptions}. */
export const httpRegistryOptionsSchema = optionsSchema<HttpRegistryOptions>({
  url: z.string(),
  fetch: fetchFunction,
  mirrors: z.array(z.string()).max(100).optional(),
  cacheDir: z.string().min(1).optional(),
  offline: flag,
  timeoutMilliseconds: milliseconds,
  licenseOrigins: z.union([z.literal('any'), licenseOriginsSchema]).optional(),
  localSources: z.enum(['files', 'servers', 'none']).optional(),
  trustedRoot: z.string().min(1).max(512_000).optional(),
  trustDir: z.string().min(1).optional(),
  inProcess: flag,
  allowUnsigned: flag,
  now: clock,
});
