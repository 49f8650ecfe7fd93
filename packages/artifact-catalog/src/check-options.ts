import { showForeign } from '@rbee-internal/redact-url';
import { z } from 'zod';
import { ArtifactCatalogError } from './errors.js';

const Signal = z
  .custom<AbortSignal>(
    (value) => typeof value === 'object' && value !== null && 'aborted' in value && 'throwIfAborted' in value,
    'expected an AbortSignal',
  )
  .optional();
const Callback = z.custom((value) => typeof value === 'function', 'expected a function');
const Codec = z.looseObject({ decode: Callback, encode: Callback });

/** Callers hand their own options on, so that of other members nothing is said. */
export const AnyCallOptions = z.looseObject({ signal: Signal });

export const CatalogOptions = z.strictObject({
  root: z.string(),
  codec: Codec,
  now: Callback.optional(),
  platform: z.string().optional(),
  signal: Signal,
});

export const LockCallOptions = z.strictObject({
  wait: z.boolean().optional(),
  label: z.string().optional(),
  onWait: Callback.optional(),
  signal: Signal,
});

/** The longest time that a timer of Node's counts. */
const MAX_TIMER_MS = 2_147_483_647;

export const WatchCallOptions = z.strictObject({
  onEvent: Callback,
  pollIntervalMs: z.number().positive().max(MAX_TIMER_MS).optional(),
  signal: Signal,
});

export const PromoteCallOptions = z.strictObject({
  record: z.boolean(),
  replace: z.boolean().optional(),
  signal: Signal,
});

export const DescribeCallOptions = z.strictObject({
  maxEntries: z.int().positive().optional(),
  signal: Signal,
});

/**
 * Checks what a caller without TypeScript may get wrong, before anything is done.
 * @throws `INVALID_OPTIONS`, naming the first bad member
 */
export function checkOptions(schema: z.ZodType, call: string, options: unknown): void {
  const result = schema.safeParse(options);
  if (result.success) return;
  const [issue] = result.error.issues;
  const member = issue?.path.map(String).join('.') ?? '';
  throw new ArtifactCatalogError({
    code: 'INVALID_OPTIONS',
    message: `The options of ${call} are not valid: ${showForeign(member === '' ? '' : `${member}: `)}${showForeign(issue?.message ?? '')}.`,
    hint: 'The reference of @rbee/artifact-catalog lists the options.',
  });
}
