import { statfs } from 'node:fs/promises';
import type { ModelEntry } from '@rbee/artifact-catalog';
import { receivedBytes } from '@rbee/source-fetcher';
import { showForeign } from '@rbee-internal/redact-url';
import { ModelCatalogError } from '../errors.js';
import type { CatalogParts } from '../open-parts.js';
import type { PlanOptions } from '../options.js';
import type { DiskSpace, ModelPlan, ResolvedFile, ResolvedModel } from '../types.js';
import { vendorFor } from '../vendors/route.js';

/** Finds what a reference stands for, and under which id. */
export async function resolveModel(
  { vendors }: CatalogParts,
  reference: string,
  options: PlanOptions,
): Promise<ResolvedModel & { readonly vendor: string }> {
  const vendor = vendorFor(vendors, reference);
  const { signal, digest, id } = options;
  const resolved = await vendor.resolve(reference, { signal, digest });
  if (resolved.files.length === 0) throw new TypeError(`${vendor.name} resolved a model without files.`);
  return { ...resolved, id: id ?? resolved.id, vendor: vendor.name };
}

/** What `provisionAndAdd` would do. */
export async function planModel(
  parts: CatalogParts,
  reference: string,
  options: PlanOptions,
): Promise<ModelPlan> {
  const resolved = await resolveModel(parts, reference, options);
  const existing = await entryOf(parts, resolved.id, options);
  const isSame = existing !== undefined && hasSameFiles(existing, resolved);
  return {
    ...resolved,
    reference,
    bytes: sumSizes(resolved.files),
    present: existing === undefined ? 'no' : isSame ? 'same' : 'other',
    disk: await diskSpace(parts, isSame ? [] : resolved.files),
  };
}

/** The model of an id; `undefined` when none is recorded. Not a use of it: `last_accessed` stays. */
export async function entryOf(
  { models }: CatalogParts,
  id: string,
  { signal }: Pick<PlanOptions, 'signal'>,
): Promise<ModelEntry | undefined> {
  if (!(await models.contains(id, { signal }))) return undefined;
  return (await models.list({ signal })).find((entry) => entry.id === id);
}

/** Whether a model has exactly the files that were found now, as far as digests show it. */
export function hasSameFiles(entry: ModelEntry, { commit, files }: ResolvedModel): boolean {
  if (commit !== undefined && entry.commit === commit) return hasNames(entry, files);
  const digests = new Map(entry.files?.map(({ path, digest }) => [path, digest]));
  return (
    hasNames(entry, files) &&
    files.every(({ name, digest, size }) => {
      if (digest?.algorithm === 'sha256') return digests.get(name) === `sha256:${digest.hex.toLowerCase()}`;
      return digest === undefined && entry.files?.find(({ path }) => path === name)?.size === size;
    })
  );
}

function hasNames({ files: own = [] }: ModelEntry, files: readonly ResolvedFile[]): boolean {
  return own.length === files.length && files.every(({ name }) => own.some(({ path }) => path === name));
}

/** Bytes of all files; `undefined` where a size is not known. */
export function sumSizes(files: readonly Pick<ResolvedFile, 'size'>[]): number | undefined {
  if (files.some(({ size }) => size === undefined)) return undefined;
  return files.reduce((sum, { size }) => sum + (size ?? 0), 0);
}

/** What is free in the catalog's folder, and what the files would still take of it. */
async function diskSpace(
  { models, fetching }: CatalogParts,
  files: readonly ResolvedFile[],
): Promise<DiskSpace> {
  const { bavail, bsize } = await statfs(models.root);
  let neededBytes = 0;
  for (const { size = 0, digest } of files) {
    const there = digest === undefined ? 0 : await receivedBytes(fetching.partialsDir, digest);
    neededBytes += Math.max(0, size - there);
  }
  const freeBytes = bavail * bsize;
  return { freeBytes, neededBytes, isEnough: neededBytes <= freeBytes };
}

/** @throws ModelCatalogError `DISK_FULL` */
export async function requireDisk(parts: CatalogParts, { id, files }: ResolvedModel): Promise<void> {
  const { freeBytes, neededBytes, isEnough } = await diskSpace(parts, files);
  if (isEnough) return;
  throw new ModelCatalogError({
    code: 'DISK_FULL',
    message: `${showForeign(id)} needs ${neededBytes} bytes, but the disk of "${showForeign(parts.models.root)}" has only ${freeBytes} left.`,
    hint: 'Free some space, or remove models that are not used.',
  });
}
