import type { z } from 'zod';
import { ArtifactCatalogError } from '../errors.js';

/**
 * Reads the `artifact` object of a record by its schema.
 * @throws `INVALID_METADATA`, naming the first bad field as `artifact.sources[0].url`.
 */
export function decodeStored<S extends z.ZodType>(schema: S, stored: unknown): z.output<S> {
  const result = schema.safeParse(stored);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ArtifactCatalogError({
    code: 'INVALID_METADATA',
    message: `${jsonPath(issue?.path ?? [])}: ${issue?.message ?? 'invalid'}`,
  });
}

/** A copy without the members that are `undefined`: they are absent, in memory and on disk. */
export function withoutUndefined<T extends object>(value: T): WithoutUndefined<T> {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  // The filter is exactly what the mapped type says; TypeScript cannot follow it through entries.
  return Object.fromEntries(entries) as WithoutUndefined<T>;
}

type WithoutUndefined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

function jsonPath(keys: readonly PropertyKey[]): string {
  return keys.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`),
    'artifact',
  );
}
