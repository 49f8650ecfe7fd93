import { z } from 'zod';

/** How far a worker was tried, the furthest first. */
export const VERIFIED_STATES = ['installed-and-answered', 'built', 'parsed'] as const;

/** What a build took on a machine of someone else. */
export const buildSeenSchema = z.strictObject({
  backend: z
    .string()
    .min(1)
    .max(32)
    .optional()
    .describe('The variant that was built, where there are several'),
  seconds: z.int().positive().describe('How long it took'),
  memory: z.int().positive().optional().describe('The most memory that it took, in bytes'),
  by: z.enum(['ci', 'hand']).describe('By the tests of every change, or by a person'),
  note: z.string().min(1).max(200).optional().describe('On what machine, as it reads after "seen"'),
});

/** What a build took on a machine of someone else. */
export type BuildSeen = Readonly<z.output<typeof buildSeenSchema>>;

/** How far a worker was tried, by whom, and when. */
export const verifiedSchema = z.strictObject({
  state: z
    .enum(VERIFIED_STATES)
    .describe('It was installed and answered a request; it was built and started; its recipe was read'),
  by: z.enum(['ci', 'hand']).describe('By the tests of every change, or by a person'),
  date: z.iso.date().describe('When it was so for the last time'),
  note: z.string().min(1).max(1_000).optional().describe('What was tried, and what was not'),
  build: buildSeenSchema.optional().describe('What a build from source took'),
});

/** How far a worker was tried, by whom, and when. */
export type Verified = Readonly<z.output<typeof verifiedSchema>>;
