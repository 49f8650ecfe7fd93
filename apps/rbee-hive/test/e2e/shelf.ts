import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WorkerCatalog } from '@rbee/worker-catalog';
import { startGitServer, useTempDir } from '@rbee-internal/test-kit';
import { bundledWorkersFolder, createRegistryApp, openFolderStore } from 'rbee-worker-registry';

export interface ShelfOptions {
  /** The row of the shelf. */
  readonly row: string;
  /** The folder whose repositories take the place of GitHub's. */
  readonly upstream: string;
  /** The catalog's folder. */
  readonly root: string;
  /** The one change to the recipe: a commit that only the true repository has. */
  readonly commit?: string;
}

/** A catalog whose registry is the shelf and whose GitHub is this machine. */
export async function openShelf({ row, upstream, root, commit }: ShelfOptions): Promise<WorkerCatalog> {
  const store = await openFolderStore(await copyRow(row, commit));
  const app = createRegistryApp({ store, version: '0' });
  const server = await startGitServer(upstream);
  return WorkerCatalog.open({
    root,
    registry: {
      url: 'http://registry.test',
      fetch: async (input, init) => app.fetch(new Request(input, init)),
    },
    sources: { mirrors: [{ prefix: 'https://github.com/', replacements: [`${server.url}/`] }] },
  });
}

async function copyRow(row: string, commit?: string): Promise<string> {
  const folder = await useTempDir();
  await cp(new URL(row, `${bundledWorkersFolder}/`), path.join(folder, row), { recursive: true });
  if (commit === undefined) return folder;
  const file = path.join(folder, row, 'PKGBUILD');
  const text = await readFile(file, 'utf8');
  const pins = text.match(/#commit=[0-9a-f]{40}/g) ?? [];
  if (pins.length !== 1) throw new Error(`${row} pins ${pins.length} commits, not one.`);
  await writeFile(file, text.replace(/#commit=[0-9a-f]{40}/, `#commit=${commit}`));
  return folder;
}
