import type { FitReport, FoundModel, ModelEntry, ModelPlan } from '@rbee/model-catalog';
import { z } from 'zod';

const MAX_REFERENCE_LENGTH = 1_024;

/** A model of the hub, or of ollama's or LM Studio's store on this machine. */
export const ModelReference = z
  .string()
  .max(MAX_REFERENCE_LENGTH)
  .regex(/^(?:hf|ollama|lmstudio):\P{Cc}+$/u, 'must begin with hf:, ollama: or lmstudio:');

/**
 * Brings a model into the catalog, every file verified. A path or a URL is refused: `rbee-hive model pull` takes those.
 * Result: `{ model: ModelEntry }`.
 */
export const ModelPull = z.strictObject({
  operation: z.literal('model_pull'),
  model: ModelReference.meta({
    description: '`hf:org/repo[:quantization or file][@revision]`, `ollama:…` or `lmstudio:…`',
  }),
  update: z.boolean().optional().meta({
    description: 'Whether a model that is here is looked up again, and replaced when it changed',
    default: false,
  }),
});
export type ModelPull = Readonly<z.output<typeof ModelPull>>;

/** Removes a model with its files; those of a model that is only referenced stay. Result: `{ removed: string[] }`. */
export const ModelRemove = z.strictObject({
  operation: z.literal('model_remove'),
  model: z.string().min(1).max(MAX_REFERENCE_LENGTH).meta({ description: 'Id of a model in the catalog' }),
});
export type ModelRemove = Readonly<z.output<typeof ModelRemove>>;

/** `GET /v1/model-catalog`: the models on this machine, by id. */
export const ModelList = z.object({
  root: z.string().meta({ description: 'The folder of the catalog of models.' }),
  models: z.custom<readonly ModelEntry[]>(),
});
export type ModelList = Readonly<z.output<typeof ModelList>>;

/** `GET /v1/model-catalog/search`: those with the most downloads first. */
export const ModelSearch = z.object({ models: z.custom<readonly FoundModel[]>() });
export type ModelSearch = Readonly<z.output<typeof ModelSearch>>;

/** `GET /v1/model-catalog/plan`: what a pull would fetch. */
export const ModelPlanAnswer = z.custom<ModelPlan>().meta({ description: 'A `ModelPlan`.' });
export type ModelPlanAnswer = ModelPlan;

/** `GET /v1/model-catalog/fits`: whether a GGUF model fits into this machine, and which of its layers go where. */
export const ModelFit = z.object({
  report: z.custom<FitReport>(),
  contextLength: z.number().optional().meta({
    description: 'The longest context that the model was made for, in tokens.',
  }),
  architecture: z.string(),
  parameters: z.number(),
});
export type ModelFit = Readonly<z.output<typeof ModelFit>>;
