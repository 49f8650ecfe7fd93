import { showForeign } from '@rbee-internal/redact-url';
import { mapAtOnce } from '@rbee-internal/system/time';
import { artifactFolder } from '../catalog-layout.js';
import type { Artifact } from '../contracts/artifact.js';
import { MAX_OPEN_FILES, type OpenCatalog } from '../options.js';
import type { CatalogProblem } from './catalog-problem.js';
import { locatePath } from './locate.js';
import { readCatalog } from './read-catalog.js';

/** Everything that is not as it should be, sorted by folder. See `FilesystemCatalog.problems`. */
export async function findProblems<T extends Artifact>(
  catalog: OpenCatalog<T>,
  signal?: AbortSignal,
): Promise<CatalogProblem[]> {
  const { artifacts, problems } = await readCatalog(catalog, signal);
  const found = await mapAtOnce(artifacts, { concurrency: MAX_OPEN_FILES, signal }, (artifact) =>
    pathProblem(artifactFolder(catalog, artifact.id), artifact),
  );
  return [...problems, ...found.flat()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

async function pathProblem(folder: string, { path }: Artifact): Promise<CatalogProblem[]> {
  if ((await locatePath(folder, path)) !== 'outside') return [];
  return [
    { folder, code: 'PATH_OUTSIDE', message: `Its path "${showForeign(path)}" leads out of its folder.` },
  ];
}
