import type { HardwareSnapshot } from '../types.js';
import { backendOf, isKnownBackend } from './backend-of.js';
import { checkVariant } from './check-variant.js';
import { chooseVariant } from './choose-variant.js';
import { compareVariants } from './compare-variants.js';
import { reason } from './reasons.js';
import type {
  ExplainedVariant,
  ExplainOptions,
  Reason,
  VariantReport,
  WorkerVariant,
} from './variant-types.js';

/**
 * Says of every variant of one worker whether the machine of the snapshot can use it and why, and which one to
 * take. Where there is a GPU that no variant can use, the CPU is refused unless `allowCpuFallback` is set or
 * the backend `cpu` is asked for. Pure: it looks at the snapshot and at nothing else.
 */
export function explainVariants(
  variants: readonly WorkerVariant[],
  snapshot: HardwareSnapshot,
  given: ExplainOptions = {},
): VariantReport {
  const options = { ...given, backend: given.backend?.toLowerCase() };
  const ordered = [...variants].sort((a, b) => compareVariants(a, b, options.preference));
  const explained = ordered.map((variant, index): ExplainedVariant => {
    const problems = problemsOf(variant, snapshot, options);
    const backend = backendOf(variant) ?? 'unspecified';
    const [first, ...rest] = problems;
    const same = { id: variant.id, backend, preference: index + 1 };
    return first === undefined
      ? { ...same, verdict: 'usable', reasons: [requirementsMet(backend, snapshot)] }
      : { ...same, verdict: 'unusable', reasons: [first, ...rest] };
  });
  return { variants: explained, choice: chooseVariant(explained, snapshot, options) };
}

function problemsOf(
  variant: WorkerVariant,
  snapshot: HardwareSnapshot,
  { backend: wanted }: ExplainOptions,
): readonly Reason[] {
  const backend = backendOf(variant);
  if (wanted !== undefined && wanted !== backend) {
    return [reason('BACKEND_EXCLUDED', `Only the backend ${wanted} was asked for.`)];
  }
  const problems = checkVariant(variant, snapshot, wanted !== undefined);
  if (backend === undefined || isKnownBackend(backend) || wanted === backend) return problems;
  const unknown = reason('BACKEND_UNKNOWN', `Nothing is known of what the backend ${backend} needs.`, {
    remedy: `Ask for the backend ${backend} if this machine has what it needs.`,
  });
  return [...problems, unknown];
}

/** What the usable variant would run on. */
function requirementsMet(backend: string, snapshot: HardwareSnapshot): Reason {
  const { os, architecture, cuda, rocm, vulkan, metal } = snapshot;
  const byBackend: Readonly<Record<string, Parameters<typeof reason>[2]>> = {
    cuda: { facts: { 'cuda.devices': cuda.devices, 'cuda.driverVersion': cuda.driverVersion } },
    rocm: { facts: { 'rocm.devices': rocm.devices, 'rocm.gfxOverride': rocm.gfxOverride } },
    vulkan: { facts: { 'vulkan.devices': vulkan.devices } },
    metal: { facts: { 'metal.devices': metal.devices } },
  };
  const facts = byBackend[backend] ?? { facts: { os, architecture } };
  return reason('REQUIREMENTS_MET', 'The machine has all that it needs.', facts);
}
