import type { WorkerType } from '@rbee/artifact-catalog';
import { showForeign } from '@rbee-internal/redact-url';
import { z } from 'zod';
import { readRequirements } from '../hardware/read-requirements.js';
import type { VariantRequirements } from '../hardware/variant-types.js';
import type { WorkerMetadata } from '../types.js';
import { isWorkerId } from '../worker-id.js';

/** A value read from outside, or the sentence that says what is wrong with it. */
export type Read<T> = { readonly value: T } | { readonly problem: string };

/** Reads one registry entry, which may stand for several workers: one for each of its `variants`. */
export function readWorkers(entry: unknown): Read<WorkerMetadata[]> {
  const variants = VariantEntry.safeParse(entry);
  if (!variants.success) return readAll([entry]);
  const { variants: list, ...shared } = variants.data;
  return readAll(
    list.map((variant) => ({
      ...shared,
      ...variant,
      variant_of: shared.id,
      id: `${shared.id}-${variant.backend}`,
    })),
  );
}

/** Reads the answer to `GET /workers`. */
export function readWorkerEntries(body: unknown): Read<readonly unknown[]> {
  const list = WorkersAnswer.safeParse(body);
  return list.success ? { value: list.data.workers } : { problem: describe(list.error) };
}

function readAll(entries: readonly unknown[]): Read<WorkerMetadata[]> {
  const workers: WorkerMetadata[] = [];
  for (const entry of entries) {
    const worker = WorkerEntry.safeParse(snakeKeys(entry));
    if (!worker.success) return { problem: describe(worker.error) };
    const requires =
      worker.data.requires === undefined ? { value: undefined } : readRequirements(worker.data.requires);
    if ('problem' in requires) return { problem: `requires.${requires.problem}` };
    workers.push(toMetadata(worker.data, requires.value));
  }
  return { value: workers };
}

const Text = z.string().min(1).max(4096);
const FileName = Text.regex(/^[^/\\\p{Cc}]+$/u, 'must be a plain file name').refine(
  (name) => !/^\.{1,2}$/.test(name),
);
const Version = Text.max(128).regex(/^[^\s/:-][^\s/-]*$/, 'must be a version without blanks, "/" and "-"');

const WorkerEntry = z.object({
  id: z.string().refine(isWorkerId, 'must be a worker id'),
  name: Text,
  version: Version,
  platforms: z.array(Text).min(1).max(16),
  architectures: z.array(Text).min(1).max(16),
  worker_type: Text.optional(),
  description: Text.optional(),
  license: Text.optional(),
  depends: z.array(Text).max(256).default([]),
  binary_name: FileName.optional(),
  requires_license: z.boolean().default(false),
  license_origins: z
    .array(z.url({ protocol: /^https?$/ }))
    .max(16)
    .default([]),
  pkgbuild_url: Text.optional(),
  backend: Text.max(32).optional(),
  variant_of: z.string().refine(isWorkerId, 'must be a worker id').optional(),
  requires: z.unknown().optional(),
  probe: z.enum(['version', 'health', 'none']).optional(),
  yanked: z.union([z.boolean(), Text]).optional(),
});
type WorkerEntry = z.infer<typeof WorkerEntry>;

const VariantEntry = z.looseObject({
  id: z.string(),
  variants: z
    .array(z.looseObject({ backend: z.string().regex(/^[a-z0-9]{1,32}$/) }))
    .min(1)
    .max(64),
});

const WorkersAnswer = z.object({ workers: z.array(z.unknown()).max(10_000) });

const TYPE_BY_BACKEND: ReadonlyMap<string, WorkerType> = new Map([
  ['cpu', 'CpuLlm'],
  ['cuda', 'CudaLlm'],
  ['metal', 'MetalLlm'],
  ['rocm', 'RocmLlm'],
  ['vulkan', 'VulkanLlm'],
]);

/** The worker type that metadata means: `cpu` is `CpuLlm`; anything unknown stays as it is. */
export function workerTypeOf(spelling: string): WorkerType {
  return TYPE_BY_BACKEND.get(spelling.toLowerCase()) ?? spelling;
}

function toMetadata(entry: WorkerEntry, requires: VariantRequirements | undefined): WorkerMetadata {
  const { id, name, version, platforms, architectures, depends, description, license } = entry;
  const yanked = entry.yanked === true ? 'no reason is given' : entry.yanked || undefined;
  return {
    ...{ id, name, version, platforms, architectures, depends },
    requiresLicense: entry.requires_license,
    licenseOrigins: entry.license_origins.map((origin) => new URL(origin).origin),
    ...(description !== undefined && { description }),
    ...(license !== undefined && { license }),
    ...(entry.worker_type !== undefined && { workerType: workerTypeOf(entry.worker_type) }),
    ...(entry.binary_name !== undefined && { binaryName: entry.binary_name }),
    ...(entry.pkgbuild_url !== undefined && { pkgbuildUrl: entry.pkgbuild_url }),
    ...(entry.backend !== undefined && { backend: entry.backend }),
    ...(entry.variant_of !== undefined && { variantOf: entry.variant_of }),
    ...(requires !== undefined && { requires }),
    ...(entry.probe !== undefined && { probe: entry.probe }),
    ...(yanked !== undefined && { yanked }),
  };
}

/** `workerType` to `worker_type`, one level deep; other values are left to the schema. */
function snakeKeys(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry;
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}

function describe(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'it is not valid';
  return showForeign(`${issue.path.join('.') || 'the answer'}: ${issue.message}`);
}
