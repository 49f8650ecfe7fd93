import os from 'node:os';
import { fits, type ModelCatalog, type ModelFacts, machineMemory } from '@rbee/model-catalog';
import type { WorkerCatalog } from '@rbee/worker-catalog';
import { z } from 'zod';
import { ModelFit, ModelList, ModelPlanAnswer, ModelReference, ModelSearch } from '../api/models.js';
import type { Route } from '../http/router.js';
import { readQuery } from './read-query.js';

export interface ModelRoutesInit {
  /** Where workers are, which knows the hardware. */
  readonly catalog: WorkerCatalog;
  readonly models: ModelCatalog;
}

const MAX_QUERY_LENGTH = 256;
const MAX_CONTEXT = 16_777_216;

const SearchQuery = z.strictObject({
  query: z.string().min(1, 'has to be some words').max(MAX_QUERY_LENGTH),
  limit: wholeNumber(1, 100).default(20),
});

const PlanQuery = z.strictObject({ model: ModelReference });

const FitsQuery = z.strictObject({
  model: z.string().min(1).max(1_024).meta({ description: 'Id in the catalog, or what `model_pull` takes' }),
  context: wholeNumber(1, MAX_CONTEXT).optional(),
  parallel: wholeNumber(1, 1_024).optional(),
  gpuLayers: z.union([z.enum(['auto', 'all']), wholeNumber(0, 10_000)]).optional(),
});

/** The models on this machine, and those that could be. */
export function modelRoutes(init: ModelRoutesInit): Route[] {
  const { models } = init;
  return [
    {
      method: 'GET',
      path: '/v1/model-catalog',
      summary: 'Models on this machine',
      answer: ModelList,
      handle: async ({ signal }) => ({
        body: { root: models.root, models: await models.list({ signal }) } satisfies ModelList,
      }),
    },
    {
      method: 'GET',
      path: '/v1/model-catalog/search',
      summary: 'GGUF models of the hub, those with the most downloads first',
      query: SearchQuery,
      answer: ModelSearch,
      handle: async ({ query, signal }) => {
        const { query: words, limit } = readQuery(SearchQuery, query);
        return { body: { models: await models.search(words, { limit, signal }) } satisfies ModelSearch };
      },
    },
    {
      method: 'GET',
      path: '/v1/model-catalog/plan',
      summary: 'What a pull would fetch, without doing it',
      query: PlanQuery,
      answer: ModelPlanAnswer,
      handle: async ({ query, signal }) => ({
        body: await models.plan(readQuery(PlanQuery, query).model, { signal }),
      }),
    },
    fitsRoute(init),
  ];
}

function fitsRoute({ catalog, models }: ModelRoutesInit): Route {
  return {
    method: 'GET',
    path: '/v1/model-catalog/fits',
    summary: 'Whether a GGUF model fits into this machine; of one of the hub only the header is read',
    query: FitsQuery,
    answer: ModelFit,
    handle: async ({ query, signal }) => {
      const { model, ...options } = readQuery(FitsQuery, query);
      const [facts, hardware] = await Promise.all([
        factsOf(model, models, signal),
        catalog.hardware({ signal }),
      ]);
      const report = fits(facts, machineMemory(hardware, os.freemem()), options);
      const { architecture, parameters, contextLength } = facts;
      return {
        body: {
          ...{ report, architecture, parameters },
          ...(contextLength !== undefined && { contextLength }),
        } satisfies ModelFit,
      };
    },
  };
}

/** What the header says, of a model that is here or that a reference names. @throws ModelCatalogError, DaemonError */
async function factsOf(model: string, models: ModelCatalog, signal: AbortSignal): Promise<ModelFacts> {
  const entry = (await models.list({ signal })).find(({ id }) => id === model);
  if (entry !== undefined) return models.facts(entry, { signal });
  const { model: reference } = readQuery(PlanQuery, new URLSearchParams({ model }));
  return models.facts(await models.plan(reference, { signal }), { signal });
}

function wholeNumber(least: number, most: number) {
  const problem = `has to be a number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,8}$/, problem)
    .transform(Number)
    .refine((value) => value >= least && value <= most, problem);
}
