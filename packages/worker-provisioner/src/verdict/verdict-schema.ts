import { z } from 'zod';
import { buildSettingsShape } from '../options/build-options.js';

/** What a worker is to this machine. */
export const verdictStateSchema = z.enum([
  'installed',
  'update-available',
  'installable',
  'blocked',
  'unsupported',
]);

/**
 * What a worker is to this machine:
 *
 * - `installed`: installed, and the registry has nothing newer that this machine can have
 * - `update-available`: installed, and the registry has a newer version for this machine
 * - `installable`: nothing stands in the way
 * - `blocked`: something is missing that the user can bring or allow; each reason says what
 * - `unsupported`: this machine cannot have it
 */
export type VerdictState = z.output<typeof verdictStateSchema>;

/** What is missing. */
export const missingThingSchema = z.enum([
  'platform',
  'architecture',
  'processor',
  'memory',
  'system',
  'gpu',
  'driver',
  'tool',
  'needs',
  'licence',
  'network',
  'disk',
  'sandbox',
  'recipe',
  'version',
  'fact',
]);

/**
 * What is missing: `system` is a newer operating system or another C library, `tool` a toolkit such as CUDA's, `needs`
 * what the recipe builds with, `version` one that was not withdrawn, `fact` something that is not known of the machine.
 */
export type MissingThing = z.output<typeof missingThingSchema>;

/** What a program can offer to do about a reason. */
export const verdictActionSchema = z.discriminatedUnion('type', [
  z
    .object({ type: z.literal('run'), command: z.string() })
    .describe('Let the user run this command of the system'),
  z
    .object({ type: z.literal('install-with'), settings: z.object(buildSettingsShape).partial() })
    .describe('Install with these settings of `worker_install`'),
  z
    .object({ type: z.literal('trust-origins'), origins: z.array(z.string()).readonly() })
    .describe('Let these origins get the licence token'),
  z.object({ type: z.literal('set-licence-token') }).describe('Give the licence token'),
  z
    .object({ type: z.literal('free-space'), bytes: z.number() })
    .describe('Free so many bytes, such as by pruning'),
]);

/** What a program can offer to do about a reason. */
export type VerdictAction = Readonly<z.output<typeof verdictActionSchema>>;

/** Why a worker is what it is to this machine. */
export const verdictReasonSchema = z.object({
  code: z
    .string()
    .describe('Stable: the code of the error that an installation would fail with, or of a reason'),
  missing: missingThingSchema,
  weight: z
    .enum(['unsupported', 'blocked', 'advice'])
    .describe('Which state it leads to; advice leads to none'),
  message: z.string().describe('One sentence'),
  remedy: z.string().optional().describe('What would change it, in one or two sentences'),
  action: verdictActionSchema.optional(),
});

/** Why a worker is what it is to this machine. */
export type VerdictReason = Readonly<z.output<typeof verdictReasonSchema>>;

/** What a worker is to this machine, why, and what can be done. */
export const verdictSchema = z.object({
  workerId: z.string(),
  state: verdictStateSchema,
  reasons: z
    .array(verdictReasonSchema)
    .readonly()
    .describe('What weighs most comes first; empty where the state says it all'),
  summary: z
    .string()
    .optional()
    .describe('The state in a sentence or two; absent where the state says it all'),
  availableVersion: z.string().optional().describe('What the registry, or its own recipe, has'),
  installedVersion: z.string().optional().describe('The current one'),
  from: z
    .string()
    .optional()
    .describe('The folder or URL of its own recipe, where it comes from no registry'),
});

/** What a worker is to this machine, why, and what can be done: plain data. */
export type Verdict = Readonly<z.output<typeof verdictSchema>>;
