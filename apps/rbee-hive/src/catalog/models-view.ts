import type { FoundModel, ModelEntry, ModelPlan } from '@rbee/model-catalog';

/** What commands ask of a catalog of models, be it this machine's or that of another hive. */
export interface ModelsView {
  list(options: CallSignal): Promise<readonly ModelEntry[]>;
  get(id: string, options: CallSignal): Promise<ModelEntry>;
  search(words: string, options: CallSignal & { readonly limit: number }): Promise<readonly FoundModel[]>;
  plan(reference: string, options: CallSignal): Promise<ModelPlan>;
  remove(id: string, options: CallSignal): Promise<unknown>;
}

interface CallSignal {
  readonly signal: AbortSignal;
}
