import { z } from 'zod';

const fileName = z.string().regex(/^[^/\\\p{Cc}]{1,200}$/u);

/** A file of a release, as the API describes it. */
export const Asset = z.object({
  name: fileName,
  browser_download_url: z.url({ protocol: /^https?$/ }),
  /** Its address in the API, which private repositories answer alone. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  size: z.int().nonnegative().optional(),
  /** `sha256:` and hex digits; null for files from before GitHub made digests. */
  digest: z.string().nullish(),
});

/** A file of a release. */
export type Asset = z.infer<typeof Asset>;

/** A release, as the API describes it. */
export const Release = z.object({
  tag_name: z.string().min(1).max(255),
  prerelease: z.boolean().default(false),
  draft: z.boolean().default(false),
  published_at: z.string().nullish(),
  assets: z.array(Asset).max(1_000),
});

/** A release. */
export type Release = z.infer<typeof Release>;

/** A page of releases, the newest first. */
export const Releases = z.array(Release).max(100);

/** What a tag is at: a commit, or a tag object that is at one. */
export const Reference = z.object({
  object: z.object({ type: z.string(), sha: z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/) }),
});
