import { z } from 'zod';
import { read } from '../schema.js';
import type { HardwareRead } from '../types.js';
import type { VariantRequirements } from './variant-types.js';

const MAX_ITEMS = 256;

const Word = z.string().min(1).max(100);
const Words = z.array(Word).max(MAX_ITEMS);
/** vercmp orders any text; what is no version at all would always be the older one. */
const Version = Word.regex(/^\d/, 'must be a version such as "12.4"');
const Capability = Word.regex(
  /^(?:\d{1,2}\.\d|(?:sm_|compute_)?\d{2,3}[a-z]?)$/,
  'must be a compute capability such as "8.6"',
);

const Known = {
  cudaDriver: Version.optional(),
  cuda: Version.optional(),
  cudaToolkit: Version.optional(),
  computeCapability: Capability.optional(),
  computeCapabilities: z.array(Capability).min(1).max(MAX_ITEMS).optional(),
  gfx: Words.min(1).optional(),
  rocm: Version.optional(),
  vulkan: Version.optional(),
  macos: Version.optional(),
  libc: z.enum(['glibc', 'musl']).optional(),
  glibc: Version.optional(),
  cpuFeatures: Words.optional(),
  memoryBytes: z.int().nonnegative().optional(),
};

/** The `requires` of a variant as a registry serves it: keys in snake_case; names that are not known pass through. */
export const storedRequirementsSchema = z.looseObject(
  Object.fromEntries(Object.entries(Known).map(([name, schema]) => [snakeCase(name), schema])),
);

/** The `requires` of a registry's variant, keys in snake_case or camelCase. Names that are not known are kept in `unknown`. */
export const requirementsSchema = z.preprocess(
  camelKeys,
  z.looseObject(Known).transform((entry): VariantRequirements => {
    const unknown = Object.keys(entry).filter((name) => !Object.hasOwn(Known, name));
    const known = Object.entries(entry).filter(([name]) => Object.hasOwn(Known, name));
    return { ...Object.fromEntries(known), ...(unknown.length > 0 && { unknown }) };
  }),
);

/**
 * Reads the `requires` of a registry's variant from parsed JSON, keys in snake_case or camelCase. Names that are not known
 * are kept in `unknown`: such a variant is not chosen, and the others still are.
 *
 * @example const read = readRequirements({ cuda_driver: '525.60.13' });
 */
export function readRequirements(json: unknown): HardwareRead<VariantRequirements> {
  return read(requirementsSchema, json);
}

/** `cuda_driver` to `cudaDriver`, one level deep; other values are left to the schema. */
function camelKeys(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
