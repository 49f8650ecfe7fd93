import type { Host } from '@rbee/aur-arch';
import { environmentSchema, optionsSchema } from '@rbee-internal/check-options';
import { hostSchema } from '@rbee-internal/hardware';
import { z } from 'zod';
import { fetchFunction } from '../options/parts.js';

/** Options of `createLocalBuildVendor`. */
export interface LocalBuildVendorOptions {
  /** @default 'local-build' */
  readonly name?: string | undefined;
  /** The ids that it serves, each with the absolute path of the folder with its PKGBUILD. */
  readonly folders: Readonly<Record<string, string>>;
  readonly host: Host;
  /** The environment that builds choose their allow-listed variables from, `PATH` above all. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Performs the requests for sources. @default the global `fetch` */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** {@link LocalBuildVendorOptions}. */
export const localBuildVendorOptionsSchema = optionsSchema<LocalBuildVendorOptions>({
  name: z.string().min(1).optional(),
  folders: z.record(z.string(), z.string()),
  host: hostSchema,
  env: environmentSchema,
  fetch: fetchFunction,
});
