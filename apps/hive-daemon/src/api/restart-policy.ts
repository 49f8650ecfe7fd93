import { z } from 'zod';

/** What happens when a worker ends by itself. `on-failure`: it starts again after a growing pause, five times in ten minutes. */
export const RestartPolicy = z.enum(['never', 'on-failure']);
export type RestartPolicy = z.output<typeof RestartPolicy>;
