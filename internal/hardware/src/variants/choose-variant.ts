import { showForeign } from '@rbee-internal/redact-url';
import type { Gpu, HardwareSnapshot } from '../types.js';
import { gpuName, idleGraphics, presentGpus } from './present-gpus.js';
import type { ExplainedVariant, ExplainOptions, Reason, VariantChoice } from './variant-types.js';

/** Takes the best usable variant, unless that is the CPU on a machine with a GPU and the caller did not allow it. */
export function chooseVariant(
  variants: readonly ExplainedVariant[],
  snapshot: HardwareSnapshot,
  options: ExplainOptions,
): VariantChoice {
  const best = variants.find(({ verdict }) => verdict === 'usable');
  if (best === undefined) return { type: 'none', why: whyNone(variants, options) };
  const { id } = best;
  const gpus = presentGpus(snapshot);
  const others = gpuVariants(variants);
  if (!isCpu(best, variants)) return { type: 'chosen', id, why: whyGpu(best, variants) };
  if (options.backend === 'cpu') return { type: 'chosen', id, why: `${show(id)}: the CPU was asked for.` };
  if (gpus.length === 0) return { type: 'chosen', id, why: whyCpu(id, snapshot, others) };
  if (options.allowCpuFallback === true) {
    const why = `${show(id)} runs on the CPU, which was allowed. ${whyIdle(gpus, others)}`;
    return { type: 'chosen', id, why };
  }
  const why = [
    whyIdle(gpus, others),
    `${show(id)} would run on the CPU, which is not done unasked where there is a GPU.`,
    whatWouldChange(others),
  ].join(' ');
  return { type: 'refused', code: 'CPU_ON_GPU_HOST', why };
}

/** A variant that declares no backend counts as CPU only beside others that declare one. */
function isCpu({ backend }: ExplainedVariant, variants: readonly ExplainedVariant[]): boolean {
  if (backend !== 'unspecified') return backend === 'cpu';
  return variants.some((variant) => variant.backend !== 'unspecified');
}

function gpuVariants(variants: readonly ExplainedVariant[]): readonly ExplainedVariant[] {
  return variants.filter(({ backend }) => backend !== 'cpu' && backend !== 'unspecified');
}

function whyNone(variants: readonly ExplainedVariant[], { backend }: ExplainOptions): string {
  if (variants.length === 0) return 'The worker offers no variant.';
  const asked = variants.filter((variant) => variant.backend === backend);
  if (backend !== undefined && asked.length === 0) {
    const offered = [...new Set(variants.map((variant) => variant.backend))].join(', ');
    return `The worker offers no variant for the backend ${show(backend)}; it has ${show(offered)}.`;
  }
  const judged = backend === undefined ? variants : asked;
  return `No variant can be used on this machine. ${fallenOut(judged)}`;
}

function whyGpu(best: ExplainedVariant, variants: readonly ExplainedVariant[]): string {
  const better = variants.filter(({ preference }) => preference < best.preference);
  const chosen =
    best.backend === 'unspecified'
      ? `${show(best.id)} says nothing of a backend, nor does any other variant.`
      : `${show(best.id)} is the best that this machine can use.`;
  return [chosen, fallenOut(better)].filter((text) => text !== '').join(' ');
}

function whyCpu(id: string, snapshot: HardwareSnapshot, others: readonly ExplainedVariant[]): string {
  const idle = idleGraphics(snapshot);
  if (idle.length === 0) return `${show(id)}: this machine has no GPU.`;
  const names = idle.map((gpu) => `${gpuName(gpu)} (${gpu.kind})`).join(', ');
  const why = `${show(id)}: this machine has no usable GPU, only ${show(names)}.`;
  return [why, fallenOut(others)].filter((text) => text !== '').join(' ');
}

function whyIdle(gpus: readonly Gpu[], others: readonly ExplainedVariant[]): string {
  const names = show([...new Set(gpus.map(gpuName))].join(', '));
  const lacking =
    others.length === 0 ? 'but no variant is made for a GPU.' : 'but no GPU variant can use it.';
  return [`This machine has a GPU (${names}),`, lacking, fallenOut(others)]
    .filter((text) => text !== '')
    .join(' ');
}

/** Each variant with the reasons it fell out. */
function fallenOut(variants: readonly ExplainedVariant[]): string {
  return variants.map(({ id, reasons }) => `${show(id)}: ${sentences(reasons)}`).join(' ');
}

function sentences(reasons: readonly Reason[]): string {
  return [...new Set(reasons.map(({ message }) => message))].join(' ');
}

function whatWouldChange(others: readonly ExplainedVariant[]): string {
  const remedies = others.flatMap(({ reasons }) => reasons.flatMap(({ remedy }) => remedy ?? []));
  const steps = [...new Set(remedies)];
  const allow = 'allow the CPU, by allowCpuFallback or by asking for the backend cpu.';
  return steps.length === 0 ? `To change that, ${allow}` : `To change that: ${steps.join(' ')} Or ${allow}`;
}

function show(text: string): string {
  return showForeign(text);
}
