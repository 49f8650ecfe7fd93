import { z } from 'zod';
import { flag } from './fields.js';

/** How the functions of a recipe run; every operation that may build has these fields. */
export const buildFields = {
  network: flag('let the recipe use the network while it builds, as cargo and pip do'),
  sandbox: z.enum(['require', 'prefer', 'off']).optional().meta({
    description: 'run the recipe in a sandbox or not at all; where there is one; never',
    default: 'prefer',
  }),
};

/** How the functions of a recipe run. */
export type BuildSettings = Readonly<z.output<z.ZodObject<typeof buildFields>>>;
