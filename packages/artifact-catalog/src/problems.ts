import { showForeign } from '@rbee-internal/redact-url';
import { artifactFolder } from './catalog-layout.js';
import { locatePath } from './locate.js';
import { mapConcurrently } from './map-concurrently.js';
import type { OpenCatalog } from './options.js';
import { readCatalog } from './read-catalog.js';
import type { Artifact, CatalogProblem } from './types.js';

/** Everything that is not as it should be, sorted by folder. See `FilesystemCatalog.problems`. */
export async function findProblems<T extends Artifact>(
  catalog: OpenCatalog<T>,
  signal?: AbortSignal,
): Promise<CatalogProblem[]> {
  const { artifacts, problems } = await readCatalog(catalog, signal);
  const found = await mapConcurrently(artifacts, async (artifact) => {
    signal?.throwIfAborted();
    return pathProblem(artifactFolder(catalog, artifact.id), artifact);
  });
  return [...problems, ...found.flat()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

async function pathProblem(folder: string, { path }: Artifact): Promise<CatalogProblem[]> {
  if ((await locatePath(folder, path)) !== 'outside') return [];
  return [
    { folder, code: 'PATH_OUTSIDE', message: `Its path "${showForeign(path)}" leads out of its folder.` },
  ];
}
