import path from 'node:path';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import git, { type HttpClient, type ServerRef } from 'isomorphic-git';
import { isSourceFetchError, SourceFetchError } from '../../errors.js';
import type { FetchContext } from '../../fetchers/fetcher.js';
import type { ProgressReporter } from '../../progress.js';
import { type ArchiveEntry, writeGitArchive } from '../archive-tar.js';
import { assertSafeRefs } from '../pick-ref.js';
import type { GitMirror } from '../repository.js';
import type { GitBackend, GitFetch, GitObject, RemoteRefs } from './backend.js';
import { accessTo, type EmbeddedAccess } from './embedded-access.js';
import { BackendUnfitError, createGitHttp, type GuardedGitHttp } from './embedded-http.js';
import { pathBytes, readTree } from './read-tree.js';
import { writeWorkTree } from './work-tree.js';

export interface EmbeddedInit {
  readonly context: FetchContext;
  readonly progress: ProgressReporter;
  /** The most bytes of a pack; more is a `BackendUnfitError`. @default no bound but the byte limit */
  readonly maxPackBytes?: number | undefined;
}

/** isomorphic-git, with requests, files and checkout of our own. */
export function createEmbeddedBackend(init: EmbeddedInit): GitBackend {
  const { signal } = init.context;
  const open = ({ folder }: GitMirror) => accessTo(folder, signal);
  return {
    name: 'embedded',
    listRefs: (mirror, url) =>
      overHttp(init, mirror, async ({ client }) => namedRefs(await listAll(client, url))),
    fetch: (mirror, remote) => fetchWith(init, mirror, remote),
    resolveCommit: (mirror, revision) => guarded(mirror, signal, () => resolveCommit(open(mirror), revision)),
    readObject: (mirror, oid) => guarded(mirror, signal, () => readObject(open(mirror), oid)),
    checkout: (mirror, { commit, folder }) =>
      guarded(mirror, signal, async () => {
        const access = accessTo(path.join(folder, '.git'), signal);
        await writeWorkTree({ name: mirror.name, folder, access }, commit, init.context);
      }),
    archive: (mirror, commit) => archive(open(mirror), { mirror, commit, signal }),
  };
}

function fetchWith(init: EmbeddedInit, mirror: GitMirror, asked: GitFetch): Promise<RemoteRefs> {
  const { url, commit, only } = asked;
  return overHttp(init, mirror, async ({ client }) => {
    const refs = await listAll(client, url);
    const remote = namedRefs(refs);
    assertSafeRefs(remote, mirror);
    if (only !== undefined) {
      const found = findOnly(refs, { only, init, mirror });
      await fetchRef({ init, mirror, client, url }, { ref: found.ref, depth: 1 });
      return { refs: namedRefs([found]).refs, head: undefined, headOid: undefined };
    }
    if (refs.length > 0) {
      const ref = refs.find(({ oid }) => oid === commit)?.ref ?? refs[0]?.ref ?? 'HEAD';
      await fetchRef({ init, mirror, client, url }, { ref, tags: true });
    }
    return remote;
  });
}

interface FetchFrom {
  readonly init: EmbeddedInit;
  readonly mirror: GitMirror;
  readonly client: HttpClient;
  readonly url: string;
}

async function fetchRef(
  { init, mirror, client, url }: FetchFrom,
  { ref, tags = false, depth }: { readonly ref: string; readonly tags?: boolean; readonly depth?: number },
): Promise<void> {
  await git.fetch({
    ...accessTo(mirror.folder, init.context.signal),
    http: client,
    url,
    remote: 'origin',
    ref,
    remoteRef: ref,
    tags,
    ...(depth !== undefined && { depth, singleBranch: true }),
  });
}

/** It asks for refs alone: for another commit than theirs, another backend is needed. */
function findOnly(
  refs: readonly ServerRef[],
  { only, init, mirror }: { only: string; init: EmbeddedInit; mirror: GitMirror },
): ServerRef {
  const found = refs.find(({ ref, oid }) => ref === only || oid === only);
  if (found !== undefined) return found;
  if (init.maxPackBytes !== undefined && !only.startsWith('refs/')) throw new BackendUnfitError();
  throw asGitError(new Error(`it has no ref that is ${only}`), mirror);
}

async function overHttp<T>(
  init: EmbeddedInit,
  mirror: GitMirror,
  work: (http: GuardedGitHttp) => Promise<T>,
): Promise<T> {
  const http = createGitHttp(init);
  try {
    return await work(http);
  } catch (error) {
    init.context.signal.throwIfAborted();
    throw http.failure ? http.failure.thrown : asGitError(error, mirror);
  }
}

async function listAll(http: HttpClient, url: string): Promise<readonly ServerRef[]> {
  const { refs = [] } = await git.getRemoteInfo2({ http, url, protocolVersion: 1 });
  return refs;
}

function namedRefs(refs: readonly ServerRef[]): RemoteRefs {
  const head = refs.find(({ ref }) => ref === 'HEAD');
  const named = refs.filter(({ ref }) => /^refs\/(?:heads|tags)\//.test(ref));
  return { refs: new Map(named.map(({ ref, oid }) => [ref, oid])), head: head?.target, headOid: head?.oid };
}

/** isomorphic-git's failures as ours; once cancelled, whatever it says is the cancelling. */
async function guarded<T>(mirror: GitMirror, signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  try {
    const value = await run();
    signal.throwIfAborted();
    return value;
  } catch (error) {
    signal.throwIfAborted();
    throw asGitError(error, mirror);
  }
}

async function resolveCommit(access: EmbeddedAccess, revision: string): Promise<string | undefined> {
  try {
    const oid = revision.length === 40 ? revision : await git.expandOid({ ...access, oid: revision });
    return (await git.readCommit({ ...access, oid })).oid;
  } catch (error) {
    if (isSystemError(error, 'NotFoundError')) return undefined;
    throw error;
  }
}

async function readObject(access: EmbeddedAccess, oid: string): Promise<GitObject> {
  const { type, object } = await git.readObject({ ...access, oid, format: 'content' });
  return { type: String(type), content: Buffer.from(object as Uint8Array) };
}

interface ArchiveFrom {
  readonly mirror: GitMirror;
  readonly commit: string;
  readonly signal: AbortSignal;
}

async function* archive(access: EmbeddedAccess, from: ArchiveFrom): AsyncGenerator<Uint8Array, void> {
  const { mirror, commit, signal } = from;
  try {
    const { commit: facts } = await git.readCommit({ ...access, oid: commit });
    const entries = entriesOf(access, { oid: commit, prefix: '', signal });
    yield* writeGitArchive(entries, { commit, seconds: facts.committer.timestamp });
  } catch (error) {
    signal.throwIfAborted();
    throw asGitError(error, mirror);
  }
}

interface FolderInit {
  readonly oid: string;
  readonly prefix: string;
  readonly signal: AbortSignal;
}

async function* entriesOf(
  access: EmbeddedAccess,
  { oid, prefix, signal }: FolderInit,
): AsyncGenerator<ArchiveEntry, void> {
  for (const entry of await readTree(access, oid)) {
    signal.throwIfAborted();
    const name = prefix + entry.name;
    if (entry.type !== 'blob') {
      yield { path: pathBytes(`${name}/`), mode: 'folder', oid: entry.oid, content: new Uint8Array() };
      if (entry.type === 'tree') yield* entriesOf(access, { oid: entry.oid, prefix: `${name}/`, signal });
      continue;
    }
    const { blob } = await git.readBlob({ ...access, oid: entry.oid });
    yield { path: pathBytes(name), mode: modeOf(entry.mode), oid: entry.oid, content: blob };
  }
}

function modeOf(mode: string): ArchiveEntry['mode'] {
  if (mode === '120000') return 'link';
  return mode === '100755' ? 'executable' : 'file';
}

function asGitError(error: unknown, { name }: GitMirror): unknown {
  const isKnown = isSourceFetchError(error) || error instanceof BackendUnfitError;
  if (isKnown || (error instanceof Error && 'syscall' in error)) return error;
  const shown = showForeign(name);
  const isUnsafe = isSystemError(error, 'UnsafeFilepathError');
  return new SourceFetchError({
    code: isUnsafe ? 'GIT_UNSAFE' : 'GIT_FAILED',
    message: `The repository of '${shown}' ${isUnsafe ? 'is refused' : 'could not be read'}: ${showForeign(messageOf(error))}.`,
    hint: isUnsafe ? undefined : 'Check that the address is that of a git repository.',
    cause: error,
  });
}
