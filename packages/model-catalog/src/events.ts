import { z } from 'zod';

const job = { jobId: z.string().describe('The id that the call was given.') };
const file = { ...job, file: z.string().describe('The file below the model folder, with `/`.') };
const bytes = z.int().nonnegative();

/** The steps of `provisionAndAdd`, in this order. */
export const modelStepSchema = z.enum(['resolve', 'check', 'fetch', 'read', 'catalog']);
/** A part of a model's download. */
export type ModelStep = z.infer<typeof modelStepSchema>;

/** Every event of this package, by `type`. Sizes are bytes; no event carries a credential. */
export const modelEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('step-start'), ...job, step: modelStepSchema }),
  z.object({
    type: z.literal('step-end'),
    ...job,
    step: modelStepSchema,
    milliseconds: z.number().nonnegative(),
  }),
  z
    .object({
      type: z.literal('model-resolved'),
      ...job,
      id: z.string(),
      files: z.int().nonnegative(),
      bytes: bytes.optional(),
      commit: z.string().optional(),
    })
    .describe('What the reference stands for is known; `bytes` is absent where a size is not known.'),
  z
    .object({ type: z.literal('lock-wait'), ...job, pid: z.int().optional(), label: z.string().optional() })
    .describe('Another process works on the same model; the call waits for it.'),
  z.object({ type: z.literal('file-start'), ...file, bytes: bytes.optional() }),
  z
    .object({
      type: z.literal('file-progress'),
      ...file,
      receivedBytes: bytes,
      totalBytes: bytes.optional(),
      bytesPerSecond: z.number().nonnegative().optional(),
    })
    .describe('At most ten a second for each file. What an earlier call received counts as received.'),
  z
    .object({
      type: z.literal('file-retry'),
      ...file,
      attempt: z.int().positive(),
      milliseconds: z.number().nonnegative(),
      reason: z.string(),
    })
    .describe(
      'A request failed and is made again after a pause; `attempt` is the number of the try to come.',
    ),
  z
    .object({ type: z.literal('file-end'), ...file, digest: z.string() })
    .describe('The file is complete and verified; `digest` is `sha256:` and hex digits.'),
  z
    .object({ type: z.literal('model-exists'), ...job, id: z.string() })
    .describe('The same model is in the catalog already: nothing is fetched.'),
]);

/** What `onEvent` is called with. */
export type ModelEvent = z.infer<typeof modelEventSchema>;
