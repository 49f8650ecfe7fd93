import { showForeign } from '@rbee-internal/redact-url';
import { z } from 'zod';
import type { HardwareRead, HardwareSnapshot, PartialSnapshot } from './types.js';

const MAX_ITEMS = 4096;

const Text = z.string().min(1).max(1000);
const Version = z.string().regex(/^\d{1,9}(?:\.\d{1,9}){0,4}$/, 'must be a version such as "550.54.14"');
const Count = z.int().nonnegative();

const Os = z.enum(['linux', 'macos', 'windows']);
const Libc = z.object({ name: z.enum(['glibc', 'musl']), version: Version.optional() });
const Vendor = z.enum(['nvidia', 'amd', 'intel', 'apple', 'other']);

const Gpu = z.object({
  vendor: Vendor,
  kind: z.enum(['discrete', 'integrated', 'virtual', 'unknown']).default('discrete'),
  name: Text.optional(),
  pciAddress: Text.optional(),
  pciId: Text.optional(),
  driver: Text.optional(),
  sign: Text.optional(),
});

const CudaDevice = z.object({
  name: Text,
  computeCapability: Version.optional(),
  memoryBytes: Count.optional(),
  uuid: Text.optional(),
  pciAddress: Text.optional(),
  visible: z.boolean().default(true),
});

const RocmDevice = z.object({
  name: Text,
  gfx: z
    .array(z.string().regex(/^gfx[0-9a-z-]{1,20}$/, 'must be a target such as "gfx1100"'))
    .min(1)
    .max(16),
  memoryBytes: Count.optional(),
  uuid: Text.optional(),
  visible: z.boolean().default(true),
});

const VulkanDevice = z.object({
  name: Text,
  type: z.enum(['discrete', 'integrated', 'virtual', 'cpu', 'other']).default('discrete'),
  apiVersion: Version.optional(),
  vendor: Vendor.default('other'),
  memoryBytes: Count.optional(),
  conformant: z.boolean().optional(),
});

const MetalDevice = z.object({ name: Text, support: Text.optional() });

/** The values of all facts, by group: what a snapshot wraps with sources and an override gives bare. */
const values = {
  machine: {
    osVersion: Version,
    libc: Libc,
    cpuModel: Text,
    cpuFeatures: z.array(Text).max(MAX_ITEMS),
    memoryBytes: Count,
    gpus: z.array(Gpu).max(MAX_ITEMS),
  },
  cuda: {
    driverVersion: Version,
    supportedCuda: Version,
    toolkitVersion: Version,
    devices: z.array(CudaDevice).max(MAX_ITEMS),
    visibleDevices: z.string().max(1000),
  },
  rocm: {
    version: Version,
    devices: z.array(RocmDevice).max(MAX_ITEMS),
    visibleDevices: z.string().max(1000),
    gfxOverride: Text,
  },
  vulkan: { loaderVersion: Version, devices: z.array(VulkanDevice).max(MAX_ITEMS) },
  metal: { chip: Text, devices: z.array(MetalDevice).max(MAX_ITEMS) },
};

function factOf<T extends z.ZodType>(value: T) {
  return z.object({ value, source: z.string().max(4096) });
}

type FactsOf<T extends z.ZodRawShape> = {
  [Name in keyof T]: z.ZodOptional<ReturnType<typeof factOf<Extract<T[Name], z.ZodType>>>>;
};

function factsOf<T extends z.ZodRawShape>(shape: T): FactsOf<T> {
  const entries = Object.entries(shape).map(([name, value]) => [name, factOf(value as z.ZodType).optional()]);
  // Object.fromEntries forgets which schema belongs to which name.
  return Object.fromEntries(entries) as FactsOf<T>;
}

/** {@link HardwareSnapshot}. */
export const hardwareSnapshotSchema: z.ZodType<HardwareSnapshot> = z.object({
  specificationVersion: z.literal(1),
  takenAt: z.iso.datetime(),
  os: factOf(Os),
  architecture: factOf(Text),
  ...factsOf(values.machine),
  cuda: z.object(factsOf(values.cuda)),
  rocm: z.object(factsOf(values.rocm)),
  vulkan: z.object(factsOf(values.vulkan)),
  metal: z.object(factsOf(values.metal)),
  failures: z
    .array(
      z.object({
        probe: Text,
        source: z.string().max(4096),
        code: z.enum(['NOT_FOUND', 'DENIED', 'EXIT', 'TIMEOUT', 'TOO_LARGE', 'UNREADABLE', 'FAILED']),
        reason: z.string().max(4096),
      }),
    )
    .max(2 * MAX_ITEMS),
});

/** As the values of a snapshot, but a member of a device that is not known is a problem: it would do nothing. */
const strictValues = {
  machine: { ...values.machine, gpus: z.array(Gpu.strict()).max(MAX_ITEMS) },
  cuda: { ...values.cuda, devices: z.array(CudaDevice.strict()).max(MAX_ITEMS) },
  rocm: { ...values.rocm, devices: z.array(RocmDevice.strict()).max(MAX_ITEMS) },
  vulkan: { ...values.vulkan, devices: z.array(VulkanDevice.strict()).max(MAX_ITEMS) },
  metal: { ...values.metal, devices: z.array(MetalDevice.strict()).max(MAX_ITEMS) },
};

type ValuesOf<T extends z.ZodRawShape> = {
  [Name in keyof T]: z.ZodOptional<z.ZodNullable<Extract<T[Name], z.ZodType>>>;
};

function valuesOf<T extends z.ZodRawShape>(shape: T): ValuesOf<T> {
  const entries = Object.entries(shape).map(([name, value]) => [name, (value as z.ZodType).nullish()]);
  // As above.
  return Object.fromEntries(entries) as ValuesOf<T>;
}

/** {@link PartialSnapshot}. */
export const hardwareOverrideSchema: z.ZodType<PartialSnapshot> = z.strictObject({
  os: Os.optional(),
  architecture: Text.optional(),
  ...valuesOf(strictValues.machine),
  cuda: z.strictObject(valuesOf(strictValues.cuda)).nullish(),
  rocm: z.strictObject(valuesOf(strictValues.rocm)).nullish(),
  vulkan: z.strictObject(valuesOf(strictValues.vulkan)).nullish(),
  metal: z.strictObject(valuesOf(strictValues.metal)).nullish(),
});

/**
 * Reads a saved snapshot from parsed JSON. Members it does not know are left out.
 *
 * @example const read = readHardwareSnapshot(JSON.parse(text));
 */
export function readHardwareSnapshot(json: unknown): HardwareRead<HardwareSnapshot> {
  return read(hardwareSnapshotSchema, json);
}

/** Reads an override from parsed JSON. A member it does not know is a problem: it would do nothing. */
export function readOverride(json: unknown): HardwareRead<PartialSnapshot> {
  return read(hardwareOverrideSchema, json);
}

/** What a schema makes of a value, or where the value first fails it. */
export function read<T>(schema: z.ZodType<T>, json: unknown): HardwareRead<T> {
  const result = schema.safeParse(json);
  if (result.success) return { value: result.data };
  const [issue] = result.error.issues;
  const at = issue?.path.join('.') || 'the whole';
  return { problem: showForeign(`${at}: ${issue?.message ?? 'is not valid'}`) };
}
