import path from 'node:path';
import { StoredLaunch } from '@rbee-internal/worker-launch';
import { z } from 'zod';
import { withEitherKeys } from './either-keys.js';
import { orAbsent } from './schema-parts.js';
import { StoredBuildCost, StoredBuildSettings, StoredHost, StoredPackage } from './worker/package-facts.js';
import type { KnownWorkerType, Platform, WorkerType } from './worker/worker-binary.js';

const LATER_WORKER_TYPES: ReadonlyMap<string, KnownWorkerType> = new Map([
  ['cpu', 'CpuLlm'],
  ['cuda', 'CudaLlm'],
  ['metal', 'MetalLlm'],
  ['rocm', 'RocmLlm'],
  ['vulkan', 'VulkanLlm'],
]);

const PLATFORMS: ReadonlyMap<string, Platform> = new Map([
  ['Linux', 'Linux'],
  ['MacOS', 'MacOS'],
  ['Windows', 'Windows'],
  ['linux', 'Linux'],
  ['macos', 'MacOS'],
  ['windows', 'Windows'],
]);

/** The fixed form of a worker type; further types stay as they came. */
export function fixedWorkerType(type: string): WorkerType {
  return LATER_WORKER_TYPES.get(type) ?? type;
}

export const Text = z.string().min(1);
export const Time = z.iso.datetime({ offset: true });
export const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected "sha256:" and 64 hex digits');
export const AbsolutePath = z.string().refine(isAbsolutePath, 'expected an absolute path');

const PlatformName = z.string().transform((name, context): Platform => {
  const platform = PLATFORMS.get(name);
  if (platform !== undefined) return platform;
  context.addIssue({ code: 'custom', message: 'expected "Linux", "MacOS" or "Windows"' });
  return z.NEVER;
});

const Failure = z.object({ error: z.string() });
const Status = z.union(
  [
    z.enum(['Available', 'available']).transform(() => 'Available' as const),
    z.enum(['Downloading', 'downloading']).transform(() => 'Downloading' as const),
    z.object({ Failed: Failure }),
    z.object({ failed: Failure }).transform(({ failed }) => ({ Failed: failed })),
  ],
  'expected "Available", "Downloading" or {"Failed":{"error":"…"}}',
);

export const common = {
  id: Text,
  path: AbsolutePath,
  size: z.int().nonnegative(),
  status: Status,
  added_at: Time,
};

const Source = withEitherKeys(
  z.object({ url: Text, digest: orAbsent(Digest), commit: orAbsent(Text), signed_by: orAbsent(Text) }),
);

const StoredProvenance = withEitherKeys(
  z.object({
    origin: Text,
    registry_signature: orAbsent(z.enum(['verified', 'unsigned'])),
    pkgbuild_digest: Digest,
    sources: z.array(Source),
    started_at: Time,
    finished_at: Time,
    guard: orAbsent(Text),
    guard_reason: orAbsent(Text),
    network: orAbsent(z.boolean()),
    release: orAbsent(z.object({ repository: Text, tag: Text, commit: Text, asset: Text })),
    settings: orAbsent(StoredBuildSettings),
    machine: orAbsent(z.record(z.string().max(100), z.string().max(4_096))),
    hosts: orAbsent(z.array(StoredHost).max(1_000)),
    build_cost: orAbsent(StoredBuildCost),
    store: orAbsent(z.object({ reference: Text, signed_by: orAbsent(Text) })),
    installed_by: Text,
  }),
);

/** The `artifact` object of a worker's record, in the fixed form or the later one. */
export const StoredWorkerBinary = withEitherKeys(
  z.object({
    ...common,
    worker_type: Text.transform(fixedWorkerType),
    platform: PlatformName,
    version: Text,
    architecture: orAbsent(Text),
    catalog_id: orAbsent(Text),
    digest: orAbsent(Digest),
    tree_digest: orAbsent(Digest),
    launch: orAbsent(StoredLaunch),
    package: orAbsent(StoredPackage),
    provenance: orAbsent(StoredProvenance),
  }),
);
export type StoredWorkerBinary = z.output<typeof StoredWorkerBinary>;

function isAbsolutePath(text: string): boolean {
  return !text.includes('\0') && (path.posix.isAbsolute(text) || path.win32.isAbsolute(text));
}
