import { z } from 'zod';

/** Where GitHub's API is, and who asks. */
export const releaseAccessSchema = z.strictObject({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('The API (default: https://api.github.com)'),
  token: z.string().min(1).optional().describe('Sent to that origin alone; its limit is higher'),
});

/** Where GitHub's API is, and who asks. */
export type ReleaseAccess = Readonly<z.infer<typeof releaseAccessSchema>>;
