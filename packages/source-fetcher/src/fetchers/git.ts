import type { Source } from '@rbee/pkgbuild-parser';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import git, { type ServerRef } from 'isomorphic-git';
import { isSourceFetchError, SourceFetchError } from '../errors.js';
import { type GitTarget, parseGitTarget } from '../git/git-target.js';
import { createGitHttp, type GuardedGitHttp } from '../git/http-client.js';
import { createJailedFs } from '../git/jailed-fs.js';
import { assertSafeRefs, type PickedRef, pickRef, refNotFound } from '../git/pick-ref.js';
import { type Repository, unsafeRepository } from '../git/repository.js';
import { writeWorkTree } from '../git/work-tree.js';
import { freshPath } from '../place-file.js';
import { createProgressReporter } from '../progress.js';
import type { SourceRequest } from '../types.js';
import type { FetchContext, FetchedContent } from './fetcher.js';

/**
 * A clone with the wanted commit checked out. As makepkg does, it brings every branch and tag with its history:
 * `pkgver()` counts commits and describes tags.
 */
export async function fetchGit(request: SourceRequest, context: FetchContext): Promise<FetchedContent> {
  const progress = createProgressReporter(request.source.name, context.emit);
  const http = createGitHttp(context, progress);
  try {
    const content = await cloneSource(request.source, http, context);
    progress.finish();
    return content;
  } catch (error) {
    context.signal.throwIfAborted();
    throw http.failure ? http.failure.thrown : asGitError(error, request.source);
  }
}

async function cloneSource(
  source: Source,
  http: GuardedGitHttp,
  context: FetchContext,
): Promise<FetchedContent> {
  const target = parseGitTarget(source);
  const url = source.remote.replace(/\/+$/, '');
  const { refs = [] } = await git.getRemoteInfo2({ http: http.client, url, protocolVersion: 1 });
  assertSafeRefs(refs, source);
  const picked = pickRef(target, refs, source);
  const repository = await createRepository(source, context);
  await fetchObjects(repository, { url, http, picked });
  const commit = await resolveCommit(repository, { target, picked, refs, source });
  context.signal.throwIfAborted();
  await writeWorkTree(repository, commit, context);
  await putOnBranch(repository, picked.localBranch, commit);
  return { type: 'tree', path: repository.folder, commit };
}

async function createRepository({ name }: Source, context: FetchContext): Promise<Repository> {
  const folder = freshPath(context);
  const access = { fs: createJailedFs(folder, context.signal), dir: folder, cache: {} };
  await git.init({ ...access, defaultBranch: 'makepkg' });
  return { name, folder, access };
}

interface FetchInit {
  readonly url: string;
  readonly http: GuardedGitHttp;
  readonly picked: PickedRef;
}

async function fetchObjects({ access }: Repository, { url, http, picked }: FetchInit): Promise<void> {
  await git.addRemote({ ...access, remote: 'origin', url });
  await git.fetch({
    ...access,
    http: http.client,
    remote: 'origin',
    ref: picked.ref,
    remoteRef: picked.ref,
    tags: true,
  });
}

interface ResolveInit {
  readonly target: GitTarget;
  readonly picked: PickedRef;
  readonly refs: readonly ServerRef[];
  readonly source: Source;
}

async function resolveCommit(repository: Repository, init: ResolveInit): Promise<string> {
  const { target, picked, refs, source } = init;
  if (target.type === 'commit') return findCommit(repository, target.value, init);
  const oid = refs.find(({ ref }) => ref === picked.ref)?.oid;
  if (oid === undefined) throw refNotFound(showForeign(picked.ref), refs, source);
  if (target.type === 'tag') await assertTagName(repository, oid, target.value);
  return (await git.readCommit({ ...repository.access, oid })).oid;
}

async function findCommit(
  repository: Repository,
  value: string,
  { refs, source }: ResolveInit,
): Promise<string> {
  try {
    const oid = await git.expandOid({ ...repository.access, oid: value });
    return (await git.readCommit({ ...repository.access, oid })).oid;
  } catch (error) {
    if (!isSystemError(error, 'NotFoundError')) throw error;
    throw refNotFound(`commit ${value}`, refs, source);
  }
}

/** An annotated tag that was signed under another name is forged, says makepkg. */
async function assertTagName(repository: Repository, oid: string, name: string): Promise<void> {
  const object = await git.readObject({ ...repository.access, oid, format: 'parsed' });
  if (object.type !== 'tag') return;
  const { tag } = await git.readTag({ ...repository.access, oid });
  if (tag.tag !== name) throw unsafeRepository(repository, `its tag '${name}' was made as '${tag.tag}'`);
}

async function putOnBranch({ access }: Repository, branch: string, commit: string): Promise<void> {
  const ref = `refs/heads/${branch}`;
  await git.writeRef({ ...access, ref, value: commit, force: true });
  await git.writeRef({ ...access, ref: 'HEAD', value: ref, force: true, symbolic: true });
}

function asGitError(error: unknown, { name }: Source): unknown {
  if (isSourceFetchError(error) || (error instanceof Error && 'syscall' in error)) return error;
  const shown = showForeign(name);
  const isUnsafe = isSystemError(error, 'UnsafeFilepathError');
  return new SourceFetchError({
    code: isUnsafe ? 'GIT_UNSAFE' : 'GIT_FAILED',
    message: `The repository of '${shown}' ${isUnsafe ? 'is refused' : 'could not be read'}: ${showForeign(messageOf(error))}.`,
    hint: isUnsafe ? undefined : 'Check that the address is that of a git repository.',
    cause: error,
  });
}
