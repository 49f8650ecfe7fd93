import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  describeTree,
  FilesystemCatalog,
  type TreeDifference,
  type TreeEntry,
  type WorkerBinary,
  workerBinaryCodec,
} from '@rbee/artifact-catalog';
import { openFolderRecipe, openUrlRecipe } from '@rbee/worker-provisioner';
import type { CatalogParts } from '../open/open-parts.js';
import { recipeFolder } from '../open/recipe-folder.js';
import type { RebuildOptions, RebuildReport } from './rebuild-types.js';

const MAX_DIFFERENCES = 1_000;

/** Builds a worker again in a catalog of its own, which is gone afterwards, with the settings of its record. */
export async function compareRebuilt(
  parts: CatalogParts,
  worker: WorkerBinary,
  options: RebuildOptions,
): Promise<RebuildReport> {
  const { artifacts } = parts;
  const { signal } = options;
  const staging = await artifacts.createStagingFolder({ signal });
  const root = await mkdtemp(path.join(staging.path, 'rebuild-'));
  try {
    const catalog = await FilesystemCatalog.open({ root, codec: workerBinaryCodec, signal });
    const rebuilt = await build(parts, { catalog, worker, options });
    const [before, after] = await Promise.all([
      describeTree(artifacts.folderOf(worker.id), { signal }),
      describeTree(catalog.folderOf(rebuilt.id), { signal }),
    ]);
    const differences = compareEntries(before.entries, after.entries);
    return {
      workerId: worker.id,
      reproducible: before.digest === after.digest,
      differences: differences.slice(0, MAX_DIFFERENCES),
      changedInputs: changedInputs(worker, rebuilt),
    };
  } finally {
    await rm(root, { recursive: true, force: true });
    await staging.dispose();
  }
}

interface RebuildJob {
  readonly catalog: FilesystemCatalog<WorkerBinary>;
  readonly worker: WorkerBinary;
  readonly options: RebuildOptions;
}

async function build(
  { provisionerIn, host, fetch }: CatalogParts,
  { catalog, worker, options }: RebuildJob,
): Promise<WorkerBinary> {
  const { from, ...call } = options;
  const { env, packages, program, native } = worker.provenance?.settings ?? {};
  const settings = {
    ...(env !== undefined && { env }),
    ...(packages !== undefined && { packages }),
    ...(program !== undefined && { program }),
    ...(native !== undefined && { native }),
    fromSource: worker.provenance?.release === undefined,
  };
  const provisioner = provisionerIn(catalog);
  if (from === undefined)
    return provisioner.provisionAndAdd(worker.catalogId ?? worker.id, { ...settings, ...call });
  const { architecture } = host;
  const { signal } = call;
  const recipe = /^https?:\/\//.test(from)
    ? await openUrlRecipe(from, { architecture, signal, fetch })
    : await openFolderRecipe(recipeFolder(from), { architecture, signal });
  return provisioner.provisionAndAddFrom(recipe, { ...settings, ...call });
}

/** What is another in the second tree, by path. */
function compareEntries(
  before: readonly TreeEntry[],
  after: readonly TreeEntry[],
): readonly TreeDifference[] {
  const found = new Map(after.map((entry) => [entry.path, entry]));
  const expected = new Set(before.map(({ path: name }) => name));
  return [
    ...before.flatMap((entry) => differenceOf(entry, found.get(entry.path))),
    ...after.flatMap(({ path: name }): TreeDifference[] =>
      expected.has(name) ? [] : [{ path: name, kind: 'added' }],
    ),
  ];
}

function differenceOf(entry: TreeEntry, other: TreeEntry | undefined): TreeDifference[] {
  const { path: name, type } = entry;
  if (other === undefined) return [{ path: name, kind: 'removed', expected: type }];
  if (other.type !== type) return [{ path: name, kind: 'type', expected: type, found: other.type }];
  if (entry.type === 'link' && other.type === 'link')
    return entry.target === other.target
      ? []
      : [{ path: name, kind: 'link', expected: entry.target, found: other.target }];
  const changed: TreeDifference[] = [];
  if (entry.type === 'file' && other.type === 'file' && entry.digest !== other.digest)
    changed.push({ path: name, kind: 'content', expected: entry.digest, found: other.digest });
  if ('mode' in entry && 'mode' in other && entry.mode !== other.mode)
    changed.push({
      path: name,
      kind: 'mode',
      expected: entry.mode.toString(8),
      found: other.mode.toString(8),
    });
  return changed;
}

function changedInputs(before: WorkerBinary, after: WorkerBinary): readonly string[] {
  const recipe = before.provenance?.pkgbuildDigest !== after.provenance?.pkgbuildDigest ? ['PKGBUILD'] : [];
  const now = new Map(after.provenance?.sources.map((source) => [source.url, source]));
  const sources = (before.provenance?.sources ?? []).filter(({ url, digest, commit }) => {
    const other = now.get(url);
    return other?.digest !== digest || other?.commit !== commit;
  });
  return [...recipe, ...sources.map(({ url }) => url)];
}
