import type { VariantReport } from '@rbee-internal/hardware';
import { explainVariants } from '@rbee-internal/hardware';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { ProvisionError } from '../errors.js';
import type { VariantOptions } from '../options/build-options.js';
import type { RegistryCallOptions } from '../registry/call-options.js';
import { requireWorkerId } from '../registry/worker-id.js';
import type { WorkerRegistry } from '../registry/worker-registry.js';
import type { HardwareContext } from './hardware.js';
import { asVariant, hardwareForChoice } from './hardware.js';

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
export async function chooseWorker(context: HardwareContext, request: ChooseRequest): Promise<ChosenWorker> {
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

async function chooseVariant(
  context: HardwareContext,
  request: ChooseRequest,
  candidates: readonly WorkerMetadata[],
): Promise<ChosenWorker> {
  const { backend, allowCpuFallback, signal, onEvent } = request;
  const offered = candidates.filter(({ yanked }) => yanked === undefined);
  const hardware = await hardwareForChoice(context, { signal });
  const variants = explainVariants(offered.map(asVariant), hardware, { backend, allowCpuFallback });
  const { choice } = variants;
  if (choice.type !== 'chosen') return { variants };
  onEvent?.({ type: 'variant-chosen', id: choice.id, why: choice.why });
  const worker = offered.find((candidate) => candidate.id === choice.id);
  return { variants, ...(worker && { worker }) };
}
