import { z } from 'zod';

const MAX_MODELS = 500;

/** How often a hive says that it is there. One that was not heard for two of them is out. */
export const HEARTBEAT_MILLISECONDS = 5_000;

/** A hive's sign of life. */
export const Presence = z.object({
  format: z.literal(1),
  /** How often it comes. */
  everyMilliseconds: z.int().min(50).max(600_000),
  generation: z.int().min(0),
  models: z
    .array(
      z.object({
        id: z.string().max(256),
        isLoaded: z.boolean(),
        /** Requests that it serves, and that wait for it. */
        busy: z.int().min(0),
      }),
    )
    .max(MAX_MODELS)
    .readonly(),
  /** It is about to stop. */
  leaves: z.boolean().optional(),
});
export type Presence = Readonly<z.output<typeof Presence>>;
