import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { copyPrivately } from '../place/copy-file.js';
import type { RemoteRefs } from './backends/backend.js';
import { configText } from './mirror-state.js';
import type { GitMirror } from './repository.js';

export interface CloneInit {
  readonly folder: string;
  readonly url: string;
  readonly remote: RemoteRefs;
  readonly commit: string;
  /** The local branch that it is on. */
  readonly branch: string;
  readonly signal: AbortSignal;
}

/**
 * Makes a clone of a mirror, without files yet. It has the objects as copies of its own: what a build does with them
 * does not reach the cache.
 */
export async function createClone(mirror: GitMirror, init: CloneInit): Promise<void> {
  const git = path.join(init.folder, '.git');
  for (const name of [
    'objects/pack',
    'objects/info',
    'refs/heads',
    'refs/tags',
    'refs/remotes',
    'info',
    'hooks',
  ])
    await mkdir(path.join(git, name), { recursive: true });
  await copyObjects(path.join(mirror.folder, 'objects'), path.join(git, 'objects'), init.signal);
  await copyShallow(mirror, git);
  await writeFile(path.join(git, 'config'), configText({ url: init.url, bare: false }));
  await writeFile(path.join(git, 'packed-refs'), refLines(init));
  await writeFile(path.join(git, 'HEAD'), `ref: refs/heads/${init.branch}\n`);
  await writeFile(path.join(git, 'description'), 'Unnamed repository.\n');
}

/** Which commits have no parents here. Of a mirror with the whole history there is no such file. */
async function copyShallow({ folder }: GitMirror, git: string): Promise<void> {
  try {
    await copyFile(path.join(folder, SHALLOW), path.join(git, SHALLOW));
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
  }
}

const SHALLOW = 'shallow';

function refLines({ remote, commit, branch }: CloneInit): string {
  const refs = new Map<string, string>([[`refs/heads/${branch}`, commit]]);
  for (const [ref, oid] of remote.refs) {
    if (ref.startsWith('refs/tags/')) refs.set(ref, oid);
    else if (ref.startsWith('refs/heads/')) refs.set(ref.replace('refs/heads/', 'refs/remotes/origin/'), oid);
  }
  if (remote.headOid !== undefined) refs.set('refs/remotes/origin/HEAD', remote.headOid);
  return [...refs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([ref, oid]) => `${oid} ${ref}\n`)
    .join('');
}

async function copyObjects(from: string, to: string, signal: AbortSignal): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    const relative = path.relative(from, path.join(entry.parentPath, entry.name));
    const target = path.join(to, relative);
    if (entry.isDirectory()) await mkdir(target, { recursive: true });
    else {
      await mkdir(path.dirname(target), { recursive: true });
      await copyPrivately(path.join(from, relative), target, signal);
    }
  }
}
