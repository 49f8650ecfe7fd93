import { findOptionProblem } from '@rbee-internal/check-options';
import type { z } from 'zod';
import { ProvisionError } from '../errors.js';

/**
 * Refuses options that a call cannot use, before it does anything.
 *
 * @param call whose options they are
 * @throws ProvisionError `INVALID_OPTIONS`, naming the member
 */
export function requireOptions(call: string, schema: z.ZodType, options: unknown): void {
  const problem = findOptionProblem(schema, options);
  if (problem === undefined) return;
  throw new ProvisionError({
    code: 'INVALID_OPTIONS',
    message: `The options of ${call} cannot be used: ${problem}.`,
    hint: 'Correct the option; nothing was done.',
  });
}
