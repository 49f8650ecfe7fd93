import { z } from 'zod';
import { isFileName, isWorkerId } from './names.js';
import type { WorkerMetadata } from './types.js';

const text = z.string().min(1);

/** A `worker.json`. Fields that are not listed pass through. */
const workerMetadata = z.looseObject({
  id: z.string().refine(isWorkerId, 'Expected a worker id: lower-case letters, digits, ".", "_" and "-"'),
  name: text,
  version: z
    .string()
    .regex(/^[!-~]+$/, 'Expected a pkgver')
    .regex(/^[^/:-]+$/, 'Expected a pkgver, without "/", ":" and "-"'),
  platforms: distinct(z.enum(['linux', 'macos', 'windows'])).min(1),
  architectures: distinct(z.enum(['x86_64', 'aarch64'])).min(1),
  worker_type: text.optional(),
  description: z.string().optional(),
  license: text.optional(),
  depends: distinct(text).optional(),
  makedepends: distinct(text).optional(),
  binary_name: z.string().refine(isFileName, 'Expected a file name').optional(),
  requires_license: z.boolean().optional(),
  license_origins: distinct(
    z.string().refine(isTokenOrigin, 'Expected an origin such as https://example.org'),
  ).optional(),
});

/** Why a value is no worker's metadata: the first bad field by its path, `""` for the whole. */
export interface MetadataProblem {
  readonly path: string;
  readonly message: string;
}

export type MetadataResult =
  | { readonly type: 'valid'; readonly metadata: WorkerMetadata }
  | { readonly type: 'invalid'; readonly problem: MetadataProblem };

/** Checks what a `worker.json` holds. */
export function parseWorkerMetadata(value: unknown): MetadataResult {
  const result = workerMetadata.safeParse(value);
  if (result.success) return { type: 'valid', metadata: result.data };
  const [issue] = result.error.issues;
  return {
    type: 'invalid',
    problem: { path: issue?.path.map(String).join('.') ?? '', message: issue?.message ?? 'Invalid' },
  };
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
