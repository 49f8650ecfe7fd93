import { optionsSchema } from '@rbee-internal/check-options';
import { z } from 'zod';
import { registryCallShape } from '../registry/call-options.js';
import type { AvailableOptions, MovedSourcesOptions } from '../types.js';
import { callShape } from './parts.js';

/** Options of calls that only take a signal. */
export const callOptionsSchema = z.strictObject(callShape);

/** Options of `movedSources`. */
export const movedSourcesOptionsSchema = optionsSchema<MovedSourcesOptions>({
  ...callShape,
  worker: z.custom<MovedSourcesOptions['worker']>(
    (value) => typeof value === 'object' && value !== null && 'id' in value,
    'Invalid input: expected what the registry says of a worker',
  ),
});

/** Options of `available`. */
export const availableOptionsSchema = optionsSchema<AvailableOptions>({
  ...registryCallShape,
  current: z
    .custom<AvailableOptions['current']>((value) => value === undefined || Array.isArray(value))
    .optional(),
});
