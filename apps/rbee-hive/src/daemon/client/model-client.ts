import type { FoundModel, ModelEntry } from '@rbee/model-catalog';
import * as api from 'rbee-hive-daemon/api';
import type { DaemonAddress } from './daemon-address.js';
import { requestJson } from './request-daemon.js';

/** What a daemon knows of models. */
export interface ModelClient {
  list(signal: AbortSignal): Promise<readonly ModelEntry[]>;
  search(words: string, limit: number, signal: AbortSignal): Promise<readonly FoundModel[]>;
  plan(reference: string, signal: AbortSignal): Promise<api.ModelPlanAnswer>;
  fits(query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<api.ModelFit>;
}

const MODELS = '/v1/model-catalog';

export function createModelClient(address: DaemonAddress): ModelClient {
  return {
    list: async (signal) => (await requestJson(address, MODELS, { signal, shape: api.ModelList })).models,
    search: async (query, limit, signal) => {
      const path = `${MODELS}/search?${new URLSearchParams({ query, limit: String(limit) })}`;
      return (await requestJson(address, path, { signal, shape: api.ModelSearch })).models;
    },
    plan: (model, signal) =>
      requestJson(address, `${MODELS}/plan?${new URLSearchParams({ model })}`, {
        signal,
        shape: api.ModelPlanAnswer,
      }),
    fits: (query, signal) =>
      requestJson(address, `${MODELS}/fits?${new URLSearchParams(query)}`, { signal, shape: api.ModelFit }),
  };
}
