import { publicKeySchema } from '@rbee-internal/signing';
import { z } from 'zod';
import type { WorkerStore } from '../exchange/types.js';

const MAX_STORES = 20;
const MAX_KEYS = 100;

/** Stores that are trusted. */
export const storesSchema = z
  .array(
    z.strictObject({
      reference: z.string().min(1).max(1_000),
      keys: z.array(publicKeySchema).max(MAX_KEYS).readonly().optional(),
      credentials: z.strictObject({ username: z.string(), password: z.string() }).optional(),
    }),
  )
  .max(MAX_STORES)
  .readonly()
  .optional() satisfies z.ZodType<readonly WorkerStore[] | undefined>;
