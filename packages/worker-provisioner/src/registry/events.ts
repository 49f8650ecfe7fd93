import { z } from 'zod';

/** What is emitted while registries are read. */
export const registryEventSchema = z.discriminatedUnion('type', [
  z
    .object({
      type: z.literal('registry-stale'),
      origin: z.string(),
      fetchedAt: z.string(),
      reason: z.string(),
    })
    .describe('The registry is down; its last good copy, fetched at that time, is used'),
  z
    .object({ type: z.literal('variant-chosen'), id: z.string(), why: z.string() })
    .describe('This one of several variants was chosen; why is some sentences for people'),
  z
    .object({ type: z.literal('registry-skipped'), origin: z.string(), reason: z.string() })
    .describe('One of several registries could not be read and was skipped'),
]);

/** What is emitted while registries are read. */
export type RegistryEvent = Readonly<z.infer<typeof registryEventSchema>>;
