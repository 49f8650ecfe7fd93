import type { Context } from 'hono';
import type { RegistryEnv } from './registry-env.js';

type ErrorStatus = 400 | 404 | 405 | 429 | 500;

/** `{"error": "…"}`, with further fields where they help a program. */
export function refuse(
  context: Context<RegistryEnv>,
  status: ErrorStatus,
  { error, ...facts }: { readonly error: string; readonly [fact: string]: string },
): Response {
  context.header('cache-control', 'no-store');
  return context.json({ error, ...facts }, status);
}
