import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ModelEntry, ModelFile } from '@rbee/artifact-catalog';
import { showForeign } from '@rbee-internal/redact-url';
import { ModelCatalogError } from '../errors.js';
import type { ModelEvent, ModelStep } from '../events.js';
import type { ModelFacts } from '../gguf/model-facts.js';
import { type ReadModelFactsOptions, readModelFacts } from '../gguf/read-model-facts.js';
import type { CatalogParts } from '../open-parts.js';
import type { ProvisionModelOptions } from '../options.js';
import type { ResolvedModel, StorageMode } from '../types.js';
import { describeEntry, isUrl } from './describe-entry.js';
import { explainRefusals } from './explain-refusals.js';
import { type FetchJob, fetchFiles } from './fetch-files.js';
import { entryOf, hasSameFiles, requireDisk, resolveModel, sumSizes } from './plan-model.js';

/** A model that was found, with the vendor that has it. */
type Resolved = ResolvedModel & { readonly vendor: string };

/** Takes a model from its reference to a recorded entry of the catalog. */
export async function provisionModel(
  parts: CatalogParts,
  reference: string,
  options: ProvisionModelOptions,
): Promise<ModelEntry> {
  const { jobId, signal, update = false } = options;
  const emit = options.onEvent ?? (() => undefined);
  signal?.throwIfAborted();
  const known = update ? undefined : await findRequested(parts, reference, options);
  if (known !== undefined) return present(known, { jobId, emit });
  const step = stepper(jobId, emit);
  const resolved = await step('resolve', () => resolveModel(parts, reference, options));
  emit(resolvedEvent(jobId, resolved));
  const unlock = await parts.models.lock(resolved.id, {
    ...{ signal, label: 'model pull', wait: options.wait },
    onWait: ({ pid, label }) => emit({ type: 'lock-wait', jobId, pid, label }),
  });
  try {
    const existing = await entryOf(parts, resolved.id, options);
    if (existing !== undefined && mayStay(existing, resolved, update))
      return present(existing, { jobId, emit });
    const job = { parts, reference, resolved, options, emit, step, isReplaced: existing !== undefined };
    return await (storageOf(resolved, options) === 'reference' ? addReference(job) : addOwned(job));
  } finally {
    await unlock();
  }
}

interface Announced {
  readonly jobId: string;
  readonly emit: (event: ModelEvent) => void;
}

function present(entry: ModelEntry, { jobId, emit }: Announced): ModelEntry {
  emit({ type: 'model-exists', jobId, id: entry.id });
  return entry;
}

function resolvedEvent(jobId: string, { id, files, commit }: Resolved): ModelEvent {
  return { type: 'model-resolved', jobId, id, files: files.length, bytes: sumSizes(files), commit };
}

type Step = <T>(name: ModelStep, work: () => Promise<T>) => Promise<T>;

function stepper(jobId: string, emit: (event: ModelEvent) => void): Step {
  return async (step, work) => {
    const startedAt = performance.now();
    emit({ type: 'step-start', jobId, step });
    const result = await work();
    emit({ type: 'step-end', jobId, step, milliseconds: performance.now() - startedAt });
    return result;
  };
}

/** The model that the same words brought before: no server need be asked for it. */
async function findRequested(
  { models }: CatalogParts,
  reference: string,
  { signal, id }: ProvisionModelOptions,
): Promise<ModelEntry | undefined> {
  // Of a URL its digest decides, which needs no server either; its record is without what may be a credential.
  if (isUrl(reference)) return undefined;
  const entries = await models.list({ signal });
  return entries.find((entry) =>
    id === undefined
      ? entry.id === reference || entry.requested === reference
      : entry.id === id && entry.requested === reference,
  );
}

/** @throws ModelCatalogError `ALREADY_EXISTS` where another model has the id */
function mayStay(existing: ModelEntry, resolved: Resolved, update: boolean): boolean {
  if (hasSameFiles(existing, resolved)) return true;
  if (update) return false;
  if (existing.source === resolved.source && existing.vendor === resolved.vendor) return true;
  throw new ModelCatalogError({
    code: 'ALREADY_EXISTS',
    message: `"${showForeign(resolved.id)}" already exists in the catalog, and is from ${showForeign(existing.source ?? 'elsewhere')}.`,
    hint: 'Give this one another id, or remove the other first.',
  });
}

const REFERENCED_VENDORS: ReadonlySet<string> = new Set(['ollama', 'lmstudio']);

function storageOf({ vendor, files }: Resolved, { storage }: ProvisionModelOptions): StorageMode {
  const isHere = files.every(({ origin }) => origin.type === 'path');
  if (!isHere) return 'copy';
  return storage ?? (REFERENCED_VENDORS.has(vendor) ? 'reference' : 'copy');
}

interface AddJob {
  readonly parts: CatalogParts;
  readonly reference: string;
  readonly resolved: Resolved;
  readonly options: ProvisionModelOptions;
  readonly emit: (event: ModelEvent) => void;
  readonly step: Step;
  /** Whether another state of the model is recorded. */
  readonly isReplaced: boolean;
}

async function addOwned(job: AddJob): Promise<ModelEntry> {
  const { parts, reference, resolved, options, emit, step } = job;
  const { jobId, signal, storage } = options;
  const { models, fetching } = parts;
  await step('check', () => requireDisk(parts, resolved));
  const staging = await models.createStagingFolder({ signal });
  try {
    const fetchJob: FetchJob = {
      ...fetching,
      ...{ jobId, signal, emit },
      mode: storage === 'reflink' ? 'reflink' : 'copy',
    };
    const files = await step('fetch', () =>
      explainRefusals(parts, resolved, () => fetchFiles(resolved.files, staging.path, fetchJob)),
    );
    const facts = await step('read', () =>
      factsOf(resolved, path.join(staging.path, firstOf(files).path), { signal }),
    );
    const entry = describeEntry({
      ...{ resolved, reference, files, facts, storage: 'owned' },
      folder: models.folderOf(resolved.id),
      addedAt: new Date().toISOString(),
    });
    await step('catalog', () =>
      models.promote(staging.path, entry, { record: true, replace: job.isReplaced, signal }),
    );
    return entry;
  } finally {
    await staging.dispose();
  }
}

async function addReference(job: AddJob): Promise<ModelEntry> {
  const { parts, reference, resolved, options, step } = job;
  const { signal } = options;
  const files = await step('check', () => referencedFiles(resolved));
  const first = firstOf(files).path;
  const facts = await step('read', () => factsOf(resolved, first, { signal, followLinks: true }));
  const entry = describeEntry({
    ...{ resolved, reference, files, facts, storage: 'reference' },
    folder: path.dirname(first),
    addedAt: new Date().toISOString(),
  });
  await step('catalog', async () => {
    if (job.isReplaced) await parts.models.remove(entry.id, { signal });
    await parts.models.add(entry, { signal });
  });
  return entry;
}

async function referencedFiles({ files }: Resolved): Promise<ModelFile[]> {
  const found: ModelFile[] = [];
  for (const { origin, role, digest } of files) {
    if (origin.type !== 'path') throw new TypeError('Only files of this machine can be referenced.');
    const { size, mtime } = await stat(origin.path);
    const known = digest?.algorithm === 'sha256' ? { digest: `sha256:${digest.hex}` } : {};
    found.push({ path: origin.path, size, role, modifiedAt: mtime.toISOString(), ...known });
  }
  return found;
}

function firstOf(files: readonly ModelFile[]): ModelFile {
  const [first] = files;
  if (first === undefined) throw new TypeError('A model has at least one file.');
  return first;
}

async function factsOf(
  { format, files }: Resolved,
  file: string,
  options: ReadModelFactsOptions,
): Promise<ModelFacts | undefined> {
  if (format !== 'gguf' || files[0]?.role !== 'weights') return undefined;
  return readModelFacts(file, options);
}
