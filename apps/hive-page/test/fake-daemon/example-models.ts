import type { FoundModel, ModelEntry, ModelFit, ModelPlanAnswer } from 'rbee-hive-daemon/api';
import { ago } from './example-workers.js';

const GIB = 2 ** 30;

export const MODELS: readonly ModelEntry[] = [
  {
    id: 'hf:Qwen/Qwen3-8B-GGUF:Q4_K_M',
    name: 'Qwen3-8B-GGUF',
    path: '/home/ada/.cache/rbee/models/qwen3/Qwen3-8B-Q4_K_M.gguf',
    ...{ size: 5_030_000_000, status: 'Available', addedAt: ago(86_400_000) },
    ...{ format: 'gguf', license: 'apache-2.0' },
    gguf: {
      ...{ architecture: 'qwen3', parameters: 8_190_000_000, quantization: 'Q4_K_M' },
      ...{ contextLength: 40_960, layers: 36 },
    },
  },
];

export const FIT: ModelFit = {
  architecture: 'qwen3',
  parameters: 8_190_000_000,
  contextLength: 40_960,
  report: {
    ...{ verdict: 'cards', context: 8_192, gpuLayers: 37, layers: 37, maxContext: 40_960 },
    ...{ weightBytes: 5 * GIB, kvBytes: GIB, computeBytes: GIB / 2, totalBytes: 6.5 * GIB, devices: [] },
    reasons: ['NVIDIA GeForce RTX 4090 takes all 37 layers: 6.5 GiB of 22.8 GiB.'],
  },
};

export const FOUND: readonly FoundModel[] = [
  {
    ...{ reference: 'hf:Qwen/Qwen3-0.6B-GGUF', name: 'Qwen3-0.6B-GGUF', author: 'Qwen' },
    ...{ downloads: 48_211, gated: false, license: 'apache-2.0' },
  },
  {
    ...{ reference: 'hf:meta/Llama-3-8B-GGUF', name: 'Llama-3-8B-GGUF', author: 'meta' },
    ...{ downloads: 12_002, gated: true },
  },
];

export const MODEL_PLAN: ModelPlanAnswer = {
  ...{ reference: 'hf:Qwen/Qwen3-0.6B-GGUF', vendor: 'huggingface', id: 'hf:Qwen/Qwen3-0.6B-GGUF:Q4_K_M' },
  ...{ name: 'Qwen3-0.6B-GGUF', source: 'https://hub.example/Qwen/Qwen3-0.6B-GGUF', format: 'gguf' },
  ...{ license: 'apache-2.0', gated: false, bytes: 397_000_000, present: 'no' },
  files: [
    {
      ...{ name: 'Qwen3-0.6B-Q4_K_M.gguf', role: 'weights', size: 397_000_000, digest: undefined },
      origin: { type: 'url', url: 'https://hub.example/q4.gguf' },
    },
  ],
  choices: [
    { label: 'Q4_K_M', file: 'Qwen3-0.6B-Q4_K_M.gguf', bytes: 397_000_000 },
    { label: 'Q8_0', file: 'Qwen3-0.6B-Q8_0.gguf', bytes: 639_000_000 },
  ],
  disk: { freeBytes: 80_000_000_000, neededBytes: 397_000_000, isEnough: true },
};
