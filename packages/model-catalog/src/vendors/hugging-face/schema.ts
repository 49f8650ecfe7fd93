import { z } from 'zod';

const Commit = z.string().regex(/^[0-9a-f]{40}$/);

const License = z
  .union([z.string(), z.array(z.string()).transform((all) => all.join(', '))])
  .nullish()
  .catch(undefined);

/** What the hub's API says of a model; only what is used, and all but the name may be missing. */
export const HubModel = z.object({
  id: z.string().min(1).max(200),
  sha: Commit.nullish().catch(undefined),
  author: z.string().nullish(),
  gated: z.union([z.boolean(), z.string()]).nullish(),
  downloads: z.number().nonnegative().nullish().catch(undefined),
  likes: z.number().nonnegative().nullish().catch(undefined),
  lastModified: z.string().nullish(),
  pipeline_tag: z.string().nullish(),
  tags: z.array(z.string()).nullish().catch(undefined),
  cardData: z.object({ license: License }).nullish().catch(undefined),
});
export type HubModel = z.infer<typeof HubModel>;

export const HubModels = z.array(HubModel).max(1_000);

const Size = z.int().nonnegative();

/** One page of a listing. What is neither a file nor a folder is passed over. */
export const HubTree = z
  .array(
    z.object({
      type: z.string(),
      path: z.string().min(1).max(1_000),
      size: Size.optional(),
      oid: z.string().optional(),
      lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: Size }).nullish(),
    }),
  )
  .max(10_000);

export interface HubFile {
  readonly name: string;
  readonly size: number;
  /** Of what is in LFS: 64 hex digits. */
  readonly sha256: string | undefined;
  /** Else git's id of the content: 40 hex digits. */
  readonly blob: string | undefined;
}
