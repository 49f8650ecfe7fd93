import { vercmp } from '@rbee-internal/vercmp';
import { backendOf, KNOWN_BACKENDS } from './backend-of.js';
import type { VariantRequirements, WorkerVariant } from './variant-types.js';

/** Orders the better backend first, and of one backend the variant that asks for more of the machine. */
export function compareVariants(
  a: WorkerVariant,
  b: WorkerVariant,
  preference: readonly string[] = KNOWN_BACKENDS,
): number {
  return rankOf(a, preference) - rankOf(b, preference) || compareDemands(b.requires ?? {}, a.requires ?? {});
}

/** Unknown backends come after those of the preference, and the CPU after all, wherever it is named. */
function rankOf(variant: WorkerVariant, preference: readonly string[]): number {
  const backend = backendOf(variant);
  if (backend === undefined || backend === 'cpu') return Number.MAX_SAFE_INTEGER;
  const position = preference.indexOf(backend);
  return position === -1 ? preference.length : position;
}

const VERSIONS = ['cuda', 'cudaDriver', 'computeCapability', 'rocm', 'vulkan', 'macos', 'glibc'] as const;

/** Who asks for a newer version, or for more CPU features, was made to use them. */
function compareDemands(a: VariantRequirements, b: VariantRequirements): number {
  for (const name of VERSIONS) {
    const order = vercmp(a[name] ?? '0', b[name] ?? '0');
    if (order !== 0) return order;
  }
  return demandOnCpu(a) - demandOnCpu(b);
}

function demandOnCpu({ cpuFeatures = [] }: VariantRequirements): number {
  return cpuFeatures.reduce((sum, name) => sum + (LEVELS.get(name) ?? 1), 0);
}

/** About as many features as each level stands for. */
const LEVELS: ReadonlyMap<string, number> = new Map([
  ['x86-64-v2', 7],
  ['x86-64-v3', 16],
  ['x86-64-v4', 21],
]);
