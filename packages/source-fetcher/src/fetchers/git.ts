import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Source } from '@rbee/pkgbuild-parser';
import { showForeign } from '@rbee-internal/redact-url';
import { withLock } from '../cache/lock.js';
import { isSourceFetchError, SourceFetchError, type SourceFetchErrorCode } from '../errors.js';
import type { GitBackend, RemoteRefs } from '../git/backends/backend.js';
import { createClone } from '../git/clone.js';
import { type GitTarget, parseGitTarget } from '../git/git-target.js';
import { fetchLfsContent } from '../git/lfs/fetch-lfs-content.js';
import { findLfsPointers, type LfsPointer } from '../git/lfs/find-lfs-pointers.js';
import { type MirrorPlace, mirrorPlaces } from '../git/mirror-place.js';
import { pickBackends, tryBackends } from '../git/pick-backend.js';
import { pickRef, refNotFound } from '../git/pick-ref.js';
import { transportOf } from '../git/remote.js';
import { type GitMirror, unsafeRepository } from '../git/repository.js';
import { followSteps } from '../git/revision.js';
import { updateMirror } from '../git/update-mirror.js';
import { createDigester, type Digests, verifyDigests, wantedAlgorithms } from '../integrity/integrity.js';
import { freshPath } from '../place/place-file.js';
import { createProgressReporter } from '../progress.js';
import { gitSignatureOf, isOpenPgp } from '../signatures/git-signature.js';
import { loadCheckSignature } from '../signatures/load-check-signature.js';
import type { SourceRequest } from '../types.js';
import type { FetchContext, FetchedContent } from './fetcher.js';

/**
 * A clone with the wanted commit checked out. As makepkg does, it brings every branch and tag with its history, unless
 * the request says that a build needs none: `pkgver()` counts commits and describes tags. What a remote had is kept in the cache and brought up to date.
 */
export async function fetchGit(request: SourceRequest, context: FetchContext): Promise<FetchedContent> {
  return withMirror(request, context, (backend, mirror, only) =>
    cloneSource(request, { mirror, backend, context, only }),
  );
}

type UseMirror<T> = (backend: GitBackend, mirror: GitMirror, only: string | undefined) => Promise<T>;

/** What a server that cannot give one commit alone makes of the question, and a cache that has none. */
const NOT_SHALLOW: ReadonlySet<SourceFetchErrorCode> = new Set([
  'GIT_FAILED',
  'GIT_REF_NOT_FOUND',
  'OFFLINE',
]);

/** Works on a mirror of a source's remote: on a shallow one where that is enough and the server can do it. */
async function withMirror<T>(request: SourceRequest, context: FetchContext, use: UseMirror<T>): Promise<T> {
  const [first, ...others] = await mirrorPlaces(request, context);
  if (first === undefined) throw new TypeError('A remote has a mirror.');
  const [second] = others;
  if (second === undefined) return inMirror(request, { context, place: first }, use);
  try {
    return await inMirror(request, { context, place: first }, use);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!isSourceFetchError(error) || !NOT_SHALLOW.has(error.code)) throw error;
    return inMirror(request, { context, place: second }, use);
  }
}

/** Works on one mirror, with the backend that fits, while no other process does. */
async function inMirror<T>(
  { source }: SourceRequest,
  { context, place }: { readonly context: FetchContext; readonly place: MirrorPlace },
  use: UseMirror<T>,
): Promise<T> {
  const { key, only } = place;
  const mirror = { name: source.name, folder: path.join(context.cache.mirrors, key) };
  const progress = createProgressReporter(source.name, context.emit);
  const { cache, signal } = context;
  return withLock({ cache, key, signal }, async () => {
    const addresses = context.network.addresses(source.remote, 'repository');
    const transport = transportOf(source, addresses);
    const backends = await pickBackends(mirror, { context, progress, transport });
    const result = await tryBackends(backends, (backend) => use(backend, mirror, only));
    progress.finish();
    return result;
  });
}

interface CloneFrom {
  readonly mirror: GitMirror;
  readonly backend: GitBackend;
  readonly context: FetchContext;
  readonly only?: string | undefined;
}

async function cloneSource(request: SourceRequest, from: CloneFrom): Promise<FetchedContent> {
  const { mirror, backend, context, only } = from;
  const { source } = request;
  const target = parseGitTarget(source);
  const remote = await updateMirror(mirror, { source, target, backend, context, only });
  const { commit, branch } = await resolve(request, { ...from, target, remote });
  const signedBy = await verifySigned(request, { ...from, target, remote, commit });
  const verified = await verifyArchive(request, { ...from, commit });
  const folder = freshPath(context);
  await mkdir(folder);
  const url = source.remote.replace(/\/+$/, '');
  await createClone(mirror, { folder, url, remote, commit, branch, signal: context.signal });
  await backend.checkout(mirror, { commit, folder });
  await fetchLfs(folder, source, context);
  return { type: 'tree', path: folder, commit, verified, signedBy };
}

const SHOWN_POINTERS = 20;

/** A build that reads a pointer for the content goes wrong late, so what stays one is said early. */
async function fetchLfs(folder: string, source: Source, context: FetchContext): Promise<void> {
  const pointers = await findLfsPointers(folder, context.signal);
  if (pointers.length === 0) return;
  const { name } = source;
  const { fetched, left, reason } = await fetchLfsContent(pointers, { source, folder, context });
  if (fetched.length > 0) context.emit({ type: 'lfs-fetched', name, ...totals(fetched) });
  if (left.length === 0) return;
  const paths = left.slice(0, SHOWN_POINTERS).map(({ path }) => Buffer.from(path, 'latin1').toString());
  context.emit({ type: 'lfs-pointers', name, ...totals(left), paths, reason });
}

function totals(pointers: readonly LfsPointer[]): { readonly count: number; readonly bytes: number } {
  return { count: pointers.length, bytes: pointers.reduce((sum, { bytes }) => sum + bytes, 0) };
}

interface ResolveInit extends CloneFrom {
  readonly target: GitTarget;
  readonly remote: RemoteRefs;
}

async function resolve(
  { source }: SourceRequest,
  { mirror, backend, target, remote }: ResolveInit,
): Promise<{ commit: string; branch: string }> {
  const { revision, localBranch, steps = [] } = pickRef(target, remote, source);
  if (target.type === 'tag' && remote.refs.has(`refs/tags/${target.value}`))
    await assertTagName({ mirror, backend }, revision, target.value);
  const commit = await followSteps(revision, steps, { mirror, backend });
  if (commit === undefined) throw refNotFound(`commit ${commitName(target, revision)}`, remote, source);
  return { commit, branch: localBranch };
}

function commitName(target: GitTarget, revision: string): string {
  return showForeign(target.type === 'commit' ? target.value : revision);
}

/** An annotated tag that was made under another name is forged, says makepkg. */
async function assertTagName(
  { mirror, backend }: Pick<CloneFrom, 'mirror' | 'backend'>,
  oid: string,
  name: string,
): Promise<void> {
  const { type, content } = await backend.readObject(mirror, oid);
  if (type !== 'tag') return;
  const made = /^tag (.*)$/m.exec(content.toString('utf8').split('\n\n', 1)[0] ?? '')?.[1];
  if (made !== name) throw unsafeRepository(mirror, `its tag '${name}' was made as '${made ?? ''}'`);
}

/** The checksum of a git source is that of the tar that `git archive` makes of it, as pacman 6.1 and later have it. */
async function verifyArchive(
  request: SourceRequest,
  from: CloneFrom & { readonly commit: string },
): Promise<'checksum' | 'skipped'> {
  if (wantedAlgorithms(request.checksums).length === 0) return 'skipped';
  return verifyDigests(request, await digestArchive(request, from));
}

async function digestArchive(
  { checksums }: SourceRequest,
  { mirror, backend, context, commit }: CloneFrom & { readonly commit: string },
): Promise<Digests> {
  const digester = createDigester(wantedAlgorithms(checksums));
  for await (const chunk of backend.archive(mirror, commit)) {
    context.signal.throwIfAborted();
    digester.update(chunk);
  }
  return digester.digests();
}

/** The digests of a commit that is in the cache, by the algorithms that the request names. */
export async function archiveDigests(
  request: SourceRequest,
  context: FetchContext,
  commit: string,
): Promise<Digests> {
  return withMirror(request, context, (backend, mirror) =>
    digestArchive(request, { mirror, backend, context, commit }),
  );
}

/** Who signed the tag, or else the commit, when the source asks for that. */
async function verifySigned(
  { source }: SourceRequest,
  { mirror, backend, context, target, remote, commit }: ResolveInit & { readonly commit: string },
): Promise<string | undefined> {
  if (source.query !== 'signed' || context.signatures === 'skip') return undefined;
  const oid = target.type === 'tag' ? pickRef(target, remote, source).revision : commit;
  const signed = gitSignatureOf(await backend.readObject(mirror, oid));
  if (signed === undefined) throw signatureError('SIGNATURE_MISSING', source.name, `${oid} is not signed`);
  if (!isOpenPgp(signed))
    throw signatureError('SIGNATURE_UNSUPPORTED', source.name, `the signature of ${oid} is not OpenPGP's`);
  const data = { name: source.name, signature: signed.signature, open: () => once(signed.payload) };
  const checkSignature = await loadCheckSignature(source.name);
  const signedBy = await checkSignature(data, context);
  context.emit({ type: 'signature-verified', name: source.name, signedBy });
  return signedBy;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}

function signatureError(
  code: 'SIGNATURE_MISSING' | 'SIGNATURE_UNSUPPORTED',
  name: string,
  why: string,
): SourceFetchError {
  return new SourceFetchError({
    code,
    message: `The git source '${showForeign(name)}' asks for a signature, but ${why}.`,
    hint: "Pin it with '#commit=' and remove '?signed', if you trust that commit.",
  });
}
