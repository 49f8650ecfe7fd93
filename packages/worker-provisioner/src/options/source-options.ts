import type { FetchSourcesOptions } from '@rbee/source-fetcher';
import { optionsSchema } from '@rbee-internal/check-options';
import { z } from 'zod';
import { flag } from './parts.js';

/** How sources are fetched; each member is as `fetchSources` of `@rbee/source-fetcher` takes it. */
export type SourceOptions = Pick<
  FetchSourcesOptions,
  | 'acceptExpiredKeys'
  | 'credentials'
  | 'extraCertificates'
  | 'git'
  | 'keyring'
  | 'mirrors'
  | 'offline'
  | 'proxy'
  | 'signatures'
>;

/** {@link SourceOptions}. */
export const sourceOptionsSchema = optionsSchema<SourceOptions>({
  acceptExpiredKeys: flag,
  credentials: z
    .strictObject({
      netrc: z.string().optional(),
      tokens: z.record(z.url(), z.string().min(1)).optional(),
    })
    .optional(),
  extraCertificates: z.string().optional(),
  git: z.enum(['auto', 'embedded', 'system']).optional(),
  keyring: z.array(z.union([z.string(), z.instanceof(Uint8Array)])).optional(),
  mirrors: z
    .array(
      z.strictObject({
        prefix: z.string().min(1),
        replacements: z.array(z.string()),
        for: z.literal('git').optional(),
      }),
    )
    .optional(),
  offline: flag,
  proxy: z
    .strictObject({ http: z.string().optional(), https: z.string().optional(), no: z.string().optional() })
    .optional(),
  signatures: z.enum(['check', 'skip']).optional(),
});
