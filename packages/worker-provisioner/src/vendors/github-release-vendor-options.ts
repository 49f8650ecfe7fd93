import type { Host } from '@rbee/aur-arch';
import { optionsSchema } from '@rbee-internal/check-options';
import { hostSchema } from '@rbee-internal/hardware';
import { z } from 'zod';
import { fetchFunction } from '../options/parts.js';
import { type SourceOptions, sourceOptionsSchema } from '../options/source-options.js';

/** Options of `createGitHubReleaseVendor`. */
export interface GitHubReleaseVendorOptions {
  /** @default 'github' */
  readonly name?: string | undefined;
  /** `owner/name`. */
  readonly repository: string;
  /** The ids that it serves, each with the release's tag; without a tag it is the latest release. */
  readonly releases: Readonly<Record<string, { readonly tag?: string | undefined }>>;
  /**
   * The asset's file name; `{id}`, `{tag}`, `{version}` (the tag without a leading `v`), `{os}` and `{architecture}` are
   * replaced: `{id}-{version}-{os}-{architecture}.tar.gz`.
   */
  readonly asset: string;
  readonly host: Host;
  /** @default 'https://api.github.com' */
  readonly baseUrl?: string | undefined;
  /** Sent to the origin of `baseUrl` alone. @default none */
  readonly token?: string | undefined;
  /** Performs the requests; no proxy or extra certificate then. @default one with the settings of `sources` */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /**
   * How the requests are made and the files fetched: proxy, extra certificates, mirrors …
   * @default as `fetchSources` does
   */
  readonly sources?: SourceOptions | undefined;
}

/** {@link GitHubReleaseVendorOptions}. */
export const gitHubVendorOptionsSchema = optionsSchema<GitHubReleaseVendorOptions>({
  name: z.string().min(1).optional(),
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name'),
  releases: z.record(z.string(), z.strictObject({ tag: z.string().optional() })),
  asset: z.string().min(1),
  host: hostSchema,
  baseUrl: z.url().optional(),
  token: z.string().min(1).optional(),
  fetch: fetchFunction,
  sources: sourceOptionsSchema.optional(),
});
