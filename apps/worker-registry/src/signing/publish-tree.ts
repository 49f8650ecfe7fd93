import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { createTufClient } from '@rbee-internal/tuf/client';
import { formatDocument, requireRoot } from '@rbee-internal/tuf/repository';
import { readSignedFile } from './read-signed-file.js';

/** What was published. */
export interface PublishedTree {
  /** When clients stop taking it, unless it is signed again. */
  readonly expires: Date;
}

/**
 * Verifies the signed metadata as a client does, from the first root on, and copies it with its files to a folder that
 * any web server can serve at `/tuf/`. What tells clients that there is something new, `timestamp.json`, comes last.
 *
 * @throws TufError, RepositoryError
 */
export async function publishTree(repository: string, folder: string): Promise<PublishedTree> {
  const expires = await verify(repository);
  const newest = await requireRoot(repository);
  const last = path.join(repository, 'metadata', 'timestamp.json');
  const filter = (source: string) => source !== last;
  await cp(path.join(repository, 'targets'), path.join(folder, 'targets'), { recursive: true });
  await cp(path.join(repository, 'metadata'), path.join(folder, 'metadata'), { recursive: true, filter });
  await replaceFile(path.join(folder, 'root.json'), formatDocument(newest), { mode: 0o644 });
  await replaceFile(path.join(folder, 'metadata', 'timestamp.json'), await readRegularFile(last, LIMIT), {
    mode: 0o644,
  });
  return { expires };
}

const LIMIT = { maxBytes: 1024 * 1024 };

async function verify(repository: string): Promise<Date> {
  const state = await mkdtemp(path.join(os.tmpdir(), 'rbee-registry-'));
  try {
    const client = createTufClient({
      root: await readFile(path.join(repository, 'metadata', '1.root.json'), 'utf8'),
      folder: path.join(state, 'tuf'),
      get: async (where) => {
        const body = await readSignedFile(repository, decodeURIComponent(where));
        return body === undefined ? { status: 404, body: new Uint8Array() } : { status: 200, body };
      },
    });
    const view = await client.refresh();
    const roles = ['targets', ...view.delegated].map((role) => `index/${role}.json`);
    for (const target of (await view.find(roles)).values())
      await view.read(target, { maxBytes: 8 * 1024 * 1024 });
    return view.expires;
  } finally {
    await rm(state, { recursive: true, force: true });
  }
}
