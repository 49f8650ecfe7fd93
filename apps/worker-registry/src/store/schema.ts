import { storedRequirementsSchema } from '@rbee-internal/hardware/requirements';
import {
  buildEnvironmentSchema,
  buildNetworkSchema,
  packageNamesSchema,
  probeSchema,
  programPathSchema,
  releaseSchemaOf,
  verifiedSchema,
} from '@rbee-internal/worker-entry';
import { StoredLaunch } from '@rbee-internal/worker-launch';
import { z } from 'zod';
import { isVersion, isWorkerId, VERSION, WORKER_ID } from './names.js';
import type { WorkerMetadata } from './types.js';

const text = z.string().min(1).max(4096);
const platforms = distinct(z.enum(['linux', 'macos', 'windows'])).min(1);
const architectures = distinct(z.enum(['x86_64', 'aarch64'])).min(1);

/** What a variant may say for itself, and a worker for all of its variants. */
const shared = {
  worker_type: text.optional(),
  description: text.optional(),
  license: text.optional(),
  depends: distinct(text).max(256).optional(),
  makedepends: distinct(text).max(256).optional(),
  binary_name: programPathSchema.optional(),
  requires_license: z.boolean().optional(),
  license_origins: distinct(
    z.string().refine(isTokenOrigin, 'Expected an origin such as https://example.org'),
  )
    .max(16)
    .optional(),
  pkgbuild_url: text.optional(),
  requires: storedRequirementsSchema.optional(),
  probe: probeSchema.optional(),
  launch: StoredLaunch.optional(),
  env: buildEnvironmentSchema.optional(),
  network: buildNetworkSchema.optional(),
  packages: packageNamesSchema.optional(),
  example: z.boolean().optional(),
  release: releaseSchemaOf(storedRequirementsSchema).optional(),
  verified: verifiedSchema.optional(),
  yanked: z.union([z.boolean(), text]).optional(),
};

const variant = z.looseObject({
  backend: z.string().regex(/^[a-z0-9]{1,32}$/, 'Expected a backend such as "cuda"'),
  platforms: platforms.optional(),
  architectures: architectures.optional(),
  ...shared,
});

const ID_RULE = 'Expected a worker id: lower-case letters, digits, ".", "_" and "-"';

/** A worker's metadata as it is served. Fields that are not listed pass through. */
export const workerMetadata = z.looseObject({
  id: z.string().regex(WORKER_ID, ID_RULE).refine(isWorkerId, ID_RULE),
  name: text,
  version: z
    .string()
    .regex(VERSION, 'Expected a pkgver of letters, digits, ".", "_", "+" and "~"')
    .refine(isVersion, 'Expected a pkgver without ".."'),
  platforms,
  architectures,
  ...shared,
  variants: z.array(variant).min(1).max(64).optional(),
});

/** Why a value is not the metadata of a worker: the first bad field by its path, `""` for the whole. */
export interface MetadataProblem {
  readonly path: string;
  readonly message: string;
}

export type MetadataResult =
  | { readonly type: 'valid'; readonly metadata: WorkerMetadata }
  | { readonly type: 'invalid'; readonly problem: MetadataProblem };

/** Checks what a `worker.json` holds. A worker with variants need not say itself what all of them say. */
export function parseWorkerMetadata(value: unknown): MetadataResult {
  const entry = withPlacesOfVariants(value);
  const { error } = workerMetadata.safeParse(entry);
  if (error !== undefined) {
    const [issue] = error.issues;
    return invalid(issue?.path.map(String).join('.') ?? '', issue?.message ?? 'Invalid');
  }
  // It is served as its author wrote it: what was read may have another form.
  const metadata = entry as WorkerMetadata;
  const misspelt = misspeltField(metadata);
  if (misspelt !== undefined) return invalid(...misspelt);
  return { type: 'valid', metadata };
}

function invalid(path: string, message: string): MetadataResult {
  return { type: 'invalid', problem: { path, message } };
}

/** Adds the `platforms` and `architectures` of all variants where a worker does not list its own. */
function withPlacesOfVariants(value: unknown): unknown {
  const entry = z.looseObject({ variants: z.array(z.looseObject({})).min(1) }).safeParse(value);
  if (!entry.success) return value;
  const listed = (field: string) => [
    ...new Set(
      entry.data.variants.flatMap((each) => (Array.isArray(each[field]) ? (each[field] as unknown[]) : [])),
    ),
  ];
  return { platforms: listed('platforms'), architectures: listed('architectures'), ...entry.data };
}

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  ...Object.keys(workerMetadata.shape),
  ...Object.keys(variant.shape),
]);

/** A field in camelCase would be read by clients without a check. */
function misspeltField(metadata: WorkerMetadata): [path: string, message: string] | undefined {
  const entries = [
    { prefix: '', entry: metadata as Readonly<Record<string, unknown>> },
    ...(metadata.variants ?? []).map((entry, index) => ({ prefix: `variants.${index}.`, entry })),
  ];
  for (const { prefix, entry } of entries) {
    for (const name of Object.keys(entry)) {
      const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      if (snake !== name && KNOWN_FIELDS.has(snake))
        return [prefix + name, `Expected the spelling "${snake}"`];
    }
  }
  return undefined;
}

function distinct<T extends z.ZodType>(element: T) {
  return z
    .array(element)
    .refine((values) => new Set(values).size === values.length, 'Expected each value once');
}

/** An origin to which a licence token may go: over TLS, or to this machine. */
function isTokenOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { origin, protocol, hostname } = new URL(value);
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return origin === value && (protocol === 'https:' || (protocol === 'http:' && isLoopback));
}
