import { z } from 'zod';
import { programPathSchema } from './recipe-settings.js';

const argument = z
  .string()
  .max(4096)
  .regex(/^\P{Cc}*$/u, 'must not have control characters');
const expected = z.string().min(1).max(4096);
const requestPath = z
  .string()
  .max(1024)
  .regex(/^\/[!-~]*$/, 'must be an absolute path without blanks');
const packagedFile = programPathSchema.describe('A file of the package, by its path in it');

/** It prints its version, or some other text, and ends with 0. */
const versionProbe = z.strictObject({
  kind: z.literal('version'),
  args: z.array(argument).max(16).readonly().default(['--version']).describe('What it is started with'),
  expect: expected.optional().describe('The text that its output must contain'),
});

/** It is started as it will be, and answers at its health path. */
const healthProbe = z.strictObject({
  kind: z.literal('health'),
  model: packagedFile.optional(),
});

/** It is started as it will be, and answers one real request. */
const requestProbe = z.strictObject({
  kind: z.literal('request'),
  model: packagedFile.optional(),
  path: requestPath.describe('What is asked with POST'),
  body: z.record(z.string(), z.unknown()).optional().describe('JSON to send'),
  file: packagedFile.optional().describe('A file of the package to send as the form field "file"'),
  expect: expected.optional().describe('The text that the response must contain'),
});

/** How a program is shown to work, in one word or in full. */
export const probeSchema = z.union(
  [
    z.enum(['version', 'health', 'none']),
    z.discriminatedUnion('kind', [versionProbe, healthProbe, requestProbe]),
  ],
  'must be "version", "health", "none", or an object with the "kind" version, health or request',
);

/**
 * How a program is shown to work before it is recorded: it prints its version, it answers at its health path, it answers
 * a real request, or (`none`) it is not started at all.
 *
 * @default 'version'
 */
export type Probe = Readonly<z.output<typeof probeSchema>>;

/** A probe in full. */
export type FullProbe = Exclude<Probe, string> | { readonly kind: 'none' };

/** A probe in full, whichever way it was written. */
export function fullProbe(probe: Probe): FullProbe {
  if (typeof probe !== 'string') return probe;
  return probe === 'version' ? { kind: 'version', args: ['--version'] } : { kind: probe };
}
