import { z } from 'zod';
import { registryCallShape } from '../registry/call-options.js';
import { buildSettingsShape } from './build-options.js';

/** Options of `plan` and `planFrom`. */
export const planOptionsSchema = z.strictObject({ ...registryCallShape, ...buildSettingsShape });

/** Options of `plan` and `planFrom`. */
export type PlanOptions = Readonly<z.infer<typeof planOptionsSchema>>;
