import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { isSourceFetchError, SourceFetchError } from '../../errors.js';
import type { FetchContext } from '../../fetchers/fetcher.js';
import { type RunOptions, runProgram, streamProgram } from '../../programs/run-program.js';
import type { ProgressReporter } from '../../progress.js';
import type { GitMirror } from '../repository.js';
import { bytesError, entriesError } from '../tree-limits.js';
import { assertSafeNames, type NamedEntry } from '../tree-names.js';
import type { CheckoutInit, GitBackend, GitFetch, GitObject, RemoteRefs } from './backend.js';
import { systemGitEnvironment } from './system-environment.js';

export interface SystemInit {
  readonly context: FetchContext;
  readonly progress: ProgressReporter;
}

/** The system's git program, with no configuration but ours. */
export function createSystemBackend({ context, progress }: SystemInit): GitBackend {
  const run = createRunner(context);
  return {
    name: 'system',
    listRefs: (mirror, url) => listRefs({ run, context }, mirror, url),
    fetch: (mirror, remote) => fetchWith({ run, context, progress }, mirror, remote),
    resolveCommit: (mirror, revision) => resolveCommit(run, mirror, revision),
    readObject: (mirror, oid) => readObject(run, mirror, oid),
    checkout: (mirror, init) => checkout({ run, context }, mirror, init),
    archive: (mirror, commit) => run.stream(mirror, ['archive', '--format=tar', commit]),
  };
}

interface Runner {
  collect(
    mirror: GitMirror,
    args: readonly string[],
    more?: Partial<RunOptions> & { url?: string },
  ): Promise<Buffer>;
  stream(mirror: GitMirror, args: readonly string[]): AsyncIterable<Uint8Array>;
}

function createRunner(context: FetchContext): Runner {
  const optionsFor = async ({ folder }: GitMirror, url?: string): Promise<RunOptions> => ({
    env: await systemGitEnvironment(context, { gitDir: folder, url }),
    signal: context.signal,
    cwd: folder,
  });
  return {
    async collect(mirror, args, more = {}) {
      try {
        return await runProgram('git', args, { ...(await optionsFor(mirror, more.url)), ...more });
      } catch (error) {
        throw asGitError(error, mirror);
      }
    },
    async *stream(mirror, args) {
      try {
        yield* streamProgram('git', args, await optionsFor(mirror));
      } catch (error) {
        throw asGitError(error, mirror);
      }
    },
  };
}

interface FetchInit {
  readonly run: Runner;
  readonly context: FetchContext;
  readonly progress: ProgressReporter;
}

async function fetchWith(
  { run, context, progress }: FetchInit,
  mirror: GitMirror,
  { url, commit, only }: GitFetch,
): Promise<RemoteRefs> {
  const onStderr = watchProgress(context, progress);
  const options = { url, onStderr, stallMilliseconds: context.limits.stallMilliseconds };
  if (only !== undefined) return fetchOnly(run, mirror, { only, options });
  const listing = await run.collect(mirror, ['ls-remote', '--symref', '--', url, 'HEAD'], options);
  const refspecs =
    commit === undefined ? ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'] : ['+refs/*:refs/*'];
  await run.collect(mirror, [...FETCHING, '--prune', '--', url, ...refspecs], options);
  return { refs: await refsIn(run, mirror), ...readHead(String(listing)) };
}

const FETCHING = [
  'fetch',
  '--progress',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-auto-maintenance',
  '--no-recurse-submodules',
] as const;

/** A tag, or a commit that the server gives by its id, and nothing before it. */
async function fetchOnly(
  run: Runner,
  mirror: GitMirror,
  { only, options }: { readonly only: string; readonly options: Partial<RunOptions> & { url: string } },
): Promise<RemoteRefs> {
  const refspec = only.startsWith('refs/') ? `+${only}:${only}` : only;
  await run.collect(mirror, [...FETCHING, '--depth=1', '--', options.url, refspec], options);
  return { refs: await refsIn(run, mirror), head: undefined, headOid: undefined };
}

async function refsIn(run: Runner, mirror: GitMirror): Promise<ReadonlyMap<string, string>> {
  const format = '--format=%(objectname) %(refname)';
  return readRefs(
    String(await run.collect(mirror, ['for-each-ref', format, 'refs/heads', 'refs/tags'])),
    ' ',
  );
}

async function listRefs(
  { run, context }: Omit<FetchInit, 'progress'>,
  mirror: GitMirror,
  url: string,
): Promise<RemoteRefs> {
  const asked = ['ls-remote', '--symref', '--', url, 'HEAD', 'refs/heads/*'];
  const { stallMilliseconds } = context.limits;
  const listing = String(await run.collect(mirror, asked, { url, stallMilliseconds }));
  return { refs: readRefs(listing, '\t'), ...readHead(listing) };
}

function readRefs(listing: string, separator: string): Map<string, string> {
  const named = linesOf(listing).filter((line) => line.slice(40).startsWith(`${separator}refs/`));
  return new Map(named.map((line) => [line.slice(41), line.slice(0, 40)]));
}

function readHead(listing: string): Pick<RemoteRefs, 'head' | 'headOid'> {
  return {
    head: /^ref: (\S+)\tHEAD$/m.exec(listing)?.[1],
    headOid: /^([0-9a-f]{40})\tHEAD$/m.exec(listing)?.[1],
  };
}

const UNITS: Readonly<Record<string, number>> = { bytes: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** Reads the bytes out of what git prints for people, and bounds them. */
function watchProgress({ limits }: FetchContext, progress: ProgressReporter): (text: string) => void {
  return (text) => {
    const match = /Receiving objects: .*, ([\d.]+) (bytes|KiB|MiB|GiB)/.exec(text);
    if (match === null) return;
    const bytes = Math.round(Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1));
    progress.report(bytes, undefined);
    if (bytes <= limits.downloadBytes) return;
    throw new SourceFetchError({
      code: 'LIMIT',
      message: `The repository is larger than ${limits.downloadBytes} bytes (limits.downloadBytes).`,
      hint: 'Raise limits.downloadBytes if that is intended.',
    });
  };
}

async function resolveCommit(run: Runner, mirror: GitMirror, revision: string): Promise<string | undefined> {
  try {
    const found = await run.collect(mirror, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${revision}^{commit}`,
    ]);
    return String(found).trim();
  } catch (error) {
    if (isSourceFetchError(error) && error.code === 'GIT_FAILED') return undefined;
    throw error;
  }
}

async function readObject(run: Runner, mirror: GitMirror, oid: string): Promise<GitObject> {
  const output = await run.collect(mirror, ['cat-file', '--batch'], { input: `${oid}\n` });
  const end = output.indexOf(0x0a);
  const [, type, size] = output.toString('latin1', 0, end).split(' ');
  if (type === undefined || size === undefined) throw failedError(mirror, `it has no object ${oid}`);
  return { type, content: output.subarray(end + 1, end + 1 + Number(size)) };
}

async function checkout(
  { run, context }: Omit<FetchInit, 'progress'>,
  mirror: GitMirror,
  { commit, folder }: CheckoutInit,
): Promise<void> {
  await assertSafeTree({ run, context }, mirror, commit);
  await run.collect(
    { ...mirror, folder: path.join(folder, '.git') },
    ['--work-tree', folder, 'read-tree', '--reset', '-u', commit],
    { cwd: folder },
  );
}

/** The whole tree is looked at before the first file is written. */
async function assertSafeTree(
  { run, context: { limits } }: Omit<FetchInit, 'progress'>,
  mirror: GitMirror,
  commit: string,
): Promise<void> {
  const listing = await run.collect(mirror, ['ls-tree', '-r', '-t', '-l', '-z', '--full-tree', commit], {
    maxOutputBytes: 1024 ** 3,
  });
  const folders = new Map<string, NamedEntry[]>();
  let bytes = 0;
  let count = 0;
  // Names are bytes, a character for each.
  for (const line of listing
    .toString('latin1')
    .split('\0')
    .filter((text) => text !== '')) {
    const cutAt = line.indexOf('\t');
    const [facts, file] = [line.slice(0, cutAt), line.slice(cutAt + 1)];
    const [mode = '', , , size = ''] = facts.split(/ +/);
    count += 1;
    bytes += Number.parseInt(size, 10) || 0;
    const cut = file.lastIndexOf('/') + 1;
    const prefix = file.slice(0, cut);
    const entries = folders.get(prefix) ?? [];
    folders.set(prefix, entries);
    entries.push({ name: file.slice(cut), isLink: mode === '120000' });
  }
  if (count > limits.archiveEntries) throw entriesError(mirror, limits.archiveEntries);
  if (bytes > limits.unpackedBytes) throw bytesError(mirror, limits.unpackedBytes);
  for (const [prefix, entries] of folders) assertSafeNames(mirror, entries, prefix);
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** The server's own words are what git says on its standard error. */
function asGitError(error: unknown, mirror: GitMirror): unknown {
  if (!isSourceFetchError(error) || error.code !== 'PROGRAM_FAILED') return error;
  return failedError(mirror, error.message, error);
}

/** What git says when a connection or a server ended amid a pack. */
const ENDED_EARLY =
  /unexpected disconnect|early EOF|hung up unexpectedly|RPC failed|bad pack header|invalid index-pack output|remote error: .*(?:try again|temporar)/i;

function failedError({ name }: GitMirror, why: string, cause?: unknown): SourceFetchError {
  return new SourceFetchError({
    code: 'GIT_FAILED',
    ...(ENDED_EARLY.test(why) && { retryable: {} }),
    message: `The repository of '${showForeign(name)}' could not be read: ${showForeign(why)}`,
    hint: 'Check that the address is that of a git repository.',
    cause,
  });
}
