import { showForeign } from '@rbee-internal/redact-url';
import { z } from 'zod';
import { camelKeys, snakeKeys } from './keys.js';
import { type WorkerMetadata, workerMetadataSchema } from './worker-metadata.js';

/** A value read from outside, or the sentence that says what is wrong with it. */
export type Read<T> = { readonly value: T } | { readonly problem: string };

/**
 * Reads one registry entry, keys in snake_case or camelCase. An entry with `variants` is several workers, one a variant;
 * `env` of a variant adds to that of the entry.
 */
export function readWorkers(entry: unknown): Read<WorkerMetadata[]> {
  const variants = variantsSchema.safeParse(entry);
  if (!variants.success) return readAll([entry]);
  const { variants: list, ...shared } = variants.data;
  return readAll(
    list.map((variant) => ({
      ...shared,
      ...variant,
      ...joinedEnvironment(shared, variant),
      variant_of: shared.id,
      id: `${shared.id}-${variant.backend}`,
    })),
  );
}

/** Reads the body of a response to `GET /workers`. */
export function readWorkerEntries(body: unknown): Read<readonly unknown[]> {
  const list = workersSchema.safeParse(body);
  return list.success ? { value: list.data.workers } : { problem: describe(list.error) };
}

function readAll(entries: readonly unknown[]): Read<WorkerMetadata[]> {
  const workers: WorkerMetadata[] = [];
  for (const entry of entries) {
    const worker = workerMetadataSchema.safeParse(camelKeys(entry));
    if (!worker.success) return { problem: describe(worker.error) };
    workers.push(withoutUndefined(worker.data));
  }
  return { value: workers };
}

/** What is not an object is left to the schema to refuse. */
function joinedEnvironment(shared: object, variant: object): object {
  const [ours, its] = [shared, variant].map((part) => ('env' in part ? part.env : undefined));
  const isBoth = [ours, its].every((env) => typeof env === 'object' && env !== null && !Array.isArray(env));
  return isBoth ? { env: { ...(ours as object), ...(its as object) } } : {};
}

const variantsSchema = z.looseObject({
  id: z.string(),
  variants: z
    .array(z.looseObject({ backend: z.string().regex(/^[a-z0-9]{1,32}$/) }))
    .min(1)
    .max(64),
});

const workersSchema = z.object({ workers: z.array(z.unknown()).max(10_000) });

/** So that a copy through JSON is equal. */
function withoutUndefined<T extends object>(members: T): T {
  // The members that are left keep their types; every other one may be undefined by its type.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

function describe(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'it is not valid';
  const [first, ...rest] = issue.path.map(String);
  const names = first === undefined ? [] : [...Object.keys(snakeKeys({ [first]: 0 }) as object), ...rest];
  return showForeign(`${names.join('.') || 'the response'}: ${issue.message}`);
}
