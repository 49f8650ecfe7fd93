import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from './errors.js';
import { detectHardware } from './hardware/detect-hardware.js';
import { explainVariants } from './hardware/explain-variants.js';
import type { HardwareSnapshot } from './hardware/types.js';
import type { VariantReport, WorkerVariant } from './hardware/variant-types.js';
import type { ProvisionContext } from './options.js';
import type { RegistryCallOptions, VariantOptions, WorkerMetadata, WorkerRegistry } from './types.js';
import { requireWorkerId } from './worker-id.js';

/** The worker that an id means on this machine. */
export interface ChosenWorker {
  /** Absent when the report's choice is not to take any. */
  readonly worker?: WorkerMetadata;
  /** How it was chosen, where the id stands for several variants. */
  readonly variants?: VariantReport;
}

export interface ChooseRequest extends RegistryCallOptions, VariantOptions {
  readonly registry: WorkerRegistry;
  readonly id: string;
}

/**
 * Finds the worker of exactly this id, else chooses among its variants (`<id>-cuda`, `<id>-cpu` …) by the machine's
 * hardware.
 *
 * @throws ProvisionError as the registry does
 */
export async function chooseWorker(context: ProvisionContext, request: ChooseRequest): Promise<ChosenWorker> {
  const { registry, id, signal, onEvent } = request;
  requireWorkerId(id);
  const call = { signal, onEvent };
  const found = await registry.find(id, call);
  return found[0].id === id ? { worker: found[0] } : chooseVariant(context, request, found);
}

/** The chosen worker, or the error that says why none was chosen. */
export function requireChosen(id: string, { worker, variants }: ChosenWorker): WorkerMetadata {
  if (worker !== undefined) return worker;
  const refused = variants?.choice.type === 'refused';
  throw new ProvisionError({
    code: refused ? 'CPU_ON_GPU_HOST' : 'NO_USABLE_VARIANT',
    message: `No variant of ${id} is installed: ${variants?.choice.why ?? 'it has none'}`,
    hint: refused
      ? 'Make the GPU usable, allow the CPU, or ask for a variant by its whole id.'
      : 'Ask for a variant by its whole id, or correct the facts about the hardware.',
  });
}

/** The hardware that was handed in, else this machine's. */
export async function hardwareOf(context: ProvisionContext, signal?: AbortSignal): Promise<HardwareSnapshot> {
  if (context.hardware !== undefined) return context.hardware;
  const { host, env, hardwareOverride: override } = context;
  return detectHardware({ host, env, override, signal });
}

/** What counts of the hardware for a choice: a program is made for the architecture of what builds and starts it. */
export async function hardwareForChoice(
  context: ProvisionContext,
  signal?: AbortSignal,
): Promise<HardwareSnapshot> {
  const hardware = await hardwareOf(context, signal);
  if (context.hardware !== undefined) return hardware;
  return { ...hardware, architecture: { value: context.host.architecture, source: 'host' } };
}

/** Why the hardware cannot run a worker, in one sentence; `undefined` when it can or nothing is said of it. */
export function hardwareProblem(worker: WorkerMetadata, hardware: HardwareSnapshot): string | undefined {
  const variant = asVariant(worker);
  const [explained] = explainVariants([variant], hardware, {
    backend: variant.backend,
    allowCpuFallback: true,
  }).variants;
  if (explained === undefined || explained.verdict === 'usable') return undefined;
  return explained.reasons.map(({ message }) => message).join(' ');
}

async function chooseVariant(
  context: ProvisionContext,
  request: ChooseRequest,
  candidates: readonly WorkerMetadata[],
): Promise<ChosenWorker> {
  const { backend, allowCpuFallback, signal, onEvent } = request;
  const offered = candidates.filter(({ yanked }) => yanked === undefined);
  const hardware = await hardwareForChoice(context, signal);
  const variants = explainVariants(offered.map(asVariant), hardware, { backend, allowCpuFallback });
  const { choice } = variants;
  if (choice.type !== 'chosen') return { variants };
  onEvent?.({ type: 'variant-chosen', id: choice.id, why: choice.why });
  const worker = offered.find((candidate) => candidate.id === choice.id);
  return { variants, ...(worker && { worker }) };
}

function asVariant({ id, platforms, architectures, backend, requires }: WorkerMetadata): WorkerVariant {
  const shown = backend === undefined ? undefined : showForeign(backend);
  return { id, platforms, architectures, backend: shown, requires };
}
