import { mkdir, rm } from 'node:fs/promises';
import type { Source } from '@rbee/pkgbuild-parser';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import type { FetchContext } from '../fetchers/fetcher.js';
import { askRemote } from './ask-remote.js';
import type { GitBackend, RemoteRefs } from './backends/backend.js';
import type { GitTarget } from './git-target.js';
import { createBareRepository, readMirrorState, tidyMirror, writeMirrorState } from './mirror-state.js';
import { normalRemote } from './remote.js';
import type { GitMirror } from './repository.js';
import { findBase, parseRevision } from './revision.js';

export interface UpdateInit {
  readonly source: Source;
  readonly target: GitTarget;
  readonly backend: GitBackend;
  readonly context: FetchContext;
  /** The one tag or commit that the mirror is for, without its history. @default all branches and tags */
  readonly only?: string | undefined;
}

/**
 * Makes the mirror of a source's remote hold what is wanted, and returns its refs. A commit that is named in
 * full and is there needs no network. A mirror that is damaged, or another remote's, is cloned again.
 */
export async function updateMirror(mirror: GitMirror, init: UpdateInit): Promise<RemoteRefs> {
  const { source, target, backend, context } = init;
  const url = normalRemote(source.remote);
  const known = await readMirrorState(mirror.folder, { url, signal: context.signal });
  if (known !== undefined && (context.offline || (await hasCommit(mirror, target, backend)))) return known;
  if (context.offline) throw offlineError(source);
  if (known === undefined) await startAfresh(mirror, source.remote);
  else await tidyMirror(mirror.folder);
  try {
    const fetched = await fetchWanted(mirror, init);
    await writeMirrorState(mirror.folder, { ...fetched, url }, context.cache);
    tellMovedTags(known, fetched, init);
    return fetched;
  } catch (error) {
    if (known === undefined) await rm(mirror.folder, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}

async function hasCommit(mirror: GitMirror, target: GitTarget, backend: GitBackend): Promise<boolean> {
  if (target.type !== 'commit' || target.value.length !== 40) return false;
  return (await backend.resolveCommit(mirror, target.value)) === target.value;
}

async function startAfresh({ folder }: GitMirror, url: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  await mkdir(folder, { recursive: true });
  await createBareRepository(folder, { url });
}

/** Branches and tags; a commit that none of them leads to may be in another ref, such as a pull request. */
async function fetchWanted(mirror: GitMirror, init: UpdateInit): Promise<RemoteRefs> {
  const fetched = await fetchFromAny(mirror, init);
  const { target, backend, only } = init;
  if (target.type !== 'commit' || only !== undefined) return fetched;
  const base = parseRevision(target.value)?.base ?? target.value;
  const isName = findBase(base, fetched) !== base.toLowerCase();
  if (isName || (await backend.resolveCommit(mirror, base)) !== undefined) return fetched;
  return fetchFromAny(mirror, { ...init, commit: base });
}

function fetchFromAny(
  mirror: GitMirror,
  { source, backend, context, only, commit }: UpdateInit & { readonly commit?: string },
): Promise<RemoteRefs> {
  return askRemote(source, context, (url) => backend.fetch(mirror, { url, commit, only }));
}

/** A release that becomes another is what a taken-over repository looks like. */
function tellMovedTags(
  known: RemoteRefs | undefined,
  fetched: RemoteRefs,
  { source, context }: UpdateInit,
): void {
  for (const [ref, from] of known?.refs ?? []) {
    const to = fetched.refs.get(ref);
    if (!ref.startsWith('refs/tags/') || to === undefined || to === from) continue;
    context.emit({ type: 'tag-moved', name: source.name, tag: ref.slice('refs/tags/'.length), from, to });
  }
}

function offlineError({ name, remote }: Source): SourceFetchError {
  return new SourceFetchError({
    code: 'OFFLINE',
    message: `The repository of '${showForeign(name)}' is not in the cache, and nothing may be asked for: '${redactUrl(remote)}'.`,
    hint: 'Fetch it once with the network.',
  });
}
