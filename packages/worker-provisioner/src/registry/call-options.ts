import type { CallOptions } from '@rbee/artifact-catalog';
import { functionSchema, type OptionShape } from '@rbee-internal/check-options';
import { z } from 'zod';
import { callShape } from '../options/parts.js';
import type { RegistryEvent } from './events.js';

/** Options of a call that reads registries. */
export interface RegistryCallOptions extends CallOptions {
  /** Called for each event, in order. What it throws ends the call. */
  readonly onEvent?: ((event: RegistryEvent) => void) | undefined;
}

/** The members of {@link RegistryCallOptions}. */
export const registryCallShape = {
  ...callShape,
  onEvent: functionSchema<(event: RegistryEvent) => void>().optional(),
} satisfies OptionShape<RegistryCallOptions>;

/** {@link RegistryCallOptions}. */
export const registryCallOptionsSchema = z.strictObject(registryCallShape);
