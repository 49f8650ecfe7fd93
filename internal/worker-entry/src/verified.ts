import { z } from 'zod';

/** How far a worker was tried, the furthest first. */
export const VERIFIED_STATES = ['installed-and-answered', 'built', 'parsed'] as const;

/** How far a worker was tried, by whom, and when. */
export const verifiedSchema = z.strictObject({
  state: z
    .enum(VERIFIED_STATES)
    .describe('It was installed and answered a request; it was built and started; its recipe was read'),
  by: z.enum(['ci', 'hand']).describe('By the tests of every change, or by a person'),
  date: z.iso.date().describe('When it was so for the last time'),
  note: z.string().min(1).max(1_000).optional().describe('What was tried, and what was not'),
});

/** How far a worker was tried, by whom, and when. */
export type Verified = Readonly<z.output<typeof verifiedSchema>>;
