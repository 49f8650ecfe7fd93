import type { CallOptions } from '@rbee/artifact-catalog';
import type { ExecuteOptions } from '@rbee/pkgbuild-executor';
import { functionSchema, type OptionShape, signalSchema } from '@rbee-internal/check-options';
import { z } from 'zod';
import { isPrivateOrigin } from '../license/origins.js';

/** Schemas that the options of several calls share. */

export const flag = z.boolean().optional();
export const milliseconds = z.number().positive().optional();
export const clock = functionSchema<() => Date>().optional();
export const fetchFunction = functionSchema<typeof globalThis.fetch>().optional();

/** Options of every call. */
export const callShape = { signal: signalSchema.optional() } satisfies OptionShape<CallOptions>;

/** Whether foreign code runs in a sandbox: `prefer` runs it without one where there is none, `require` fails. */
export const sandboxModeSchema = z.enum(['require', 'prefer', 'off']) satisfies z.ZodType<
  ExecuteOptions['sandbox']
>;

/** Whether foreign code runs in a sandbox: `prefer` runs it without one where there is none, `require` fails. */
export type SandboxMode = z.infer<typeof sandboxModeSchema>;

/** Origins that the user trusts with a secret. */
export const licenseOriginsSchema = z
  .array(z.string().refine(isBareOrigin, 'must be an https origin such as https://example.org'))
  .max(1_000)
  .readonly();

function isBareOrigin(text: string): boolean {
  if (!isPrivateOrigin(text)) return false;
  const { username, password, pathname, search, hash } = new URL(text);
  return username + password + search + hash === '' && pathname === '/';
}
