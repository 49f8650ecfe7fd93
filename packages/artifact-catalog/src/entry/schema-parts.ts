import type { z } from 'zod';

/** A member that may be missing or, as Rust writes what is missing, `null`. */
export function orAbsent<S extends z.ZodType>(schema: S) {
  return schema.nullish().transform((value) => value ?? undefined);
}
