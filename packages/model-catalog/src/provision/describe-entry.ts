import path from 'node:path';
import type { GgufSummary, ModelEntry, ModelFile } from '@rbee/artifact-catalog';
import { redactUrl } from '@rbee-internal/redact-url';
import type { ModelFacts } from '../gguf/model-facts.js';
import type { ResolvedModel } from '../types.js';

/** What is known of a model once its files are there. */
export interface Description {
  readonly resolved: ResolvedModel & { readonly vendor: string };
  readonly reference: string;
  readonly files: readonly ModelFile[];
  readonly storage: 'owned' | 'reference';
  /** The model's folder; of a reference, where its files are. */
  readonly folder: string;
  readonly facts: ModelFacts | undefined;
  readonly addedAt: string;
}

/** The catalog's entry of a model. */
export function describeEntry(description: Description): ModelEntry {
  const { resolved, reference, files, storage, folder, facts, addedAt } = description;
  const [first] = files;
  const projector = files.find(({ role }) => role === 'projector');
  const place = (file: ModelFile | undefined) =>
    file === undefined ? folder : path.resolve(folder, file.path);
  return {
    id: resolved.id,
    name: resolved.name,
    path: place(first),
    size: files.reduce((sum, { size }) => sum + size, 0),
    status: 'Available',
    addedAt,
    ...known({
      author: resolved.author,
      source: resolved.source,
      modelType: facts?.architecture,
      format: resolved.format,
      vendor: resolved.vendor,
      requested: isUrl(reference) ? redactUrl(reference) : reference,
      commit: resolved.commit,
      license: resolved.license,
      storage,
      mmproj: projector && place(projector),
      files,
      gguf: facts && summaryOf(facts),
    }),
  };
}

/** Whether a reference is one that may carry a credential. */
export function isUrl(reference: string): boolean {
  return /^https?:/i.test(reference);
}

function summaryOf(facts: ModelFacts): GgufSummary {
  const { architecture, parameters, layers, chatTemplate } = facts;
  return {
    architecture,
    parameters,
    layers: layers.length,
    hasChatTemplate: chatTemplate !== undefined,
    ...known({
      quantization: facts.quantization,
      contextLength: facts.contextLength,
      embeddingLength: facts.embeddingLength,
      vocabularySize: facts.vocabularySize,
      experts: facts.experts,
    }),
  };
}

type Known<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the members that are `undefined`. */
function known<T extends object>(members: T): Known<T> {
  // The filter is exactly what the type says; TypeScript cannot follow it through entries.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Known<T>;
}
