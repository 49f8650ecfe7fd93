import { createHash } from 'node:crypto';
import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isExecuteError, type Phase } from '@rbee/pkgbuild-executor';
import { isFromSystem } from '@rbee-internal/coded-error';
import { digestFile, folderBytes, makePrivateFolder, removeTree } from '@rbee-internal/system/files';
import { isProvisionError } from '../../errors.js';
import type { SourceContext } from '../../options/provisioner-options.js';
import { fetchLocalFiles, localNames } from '../../recipe/local-files.js';
import { buildFoldersOf, makeBuildFolders } from '../build-folders.js';
import { fetchInto } from '../fetch-into.js';
import { requireLocked } from '../find-installed.js';
import type { BuildFolders, FetchedJob, ReadJob } from '../provision-job.js';
import {
  type FailedContext,
  type FailedFacts,
  failedFolderOf,
  failedRoot,
  readFailed,
  writeFailed,
} from './failed-folder.js';

const KEPT_MILLISECONDS = 7 * 24 * 3_600_000;

/** The functions that are run again; what the others did to the sources is there. */
const AGAIN: readonly Phase[] = ['pkgver', 'build', 'check', 'package'];

const MENDABLE: ReadonlySet<string> = new Set([
  ...['FUNCTION_FAILED', 'SOURCE_FAILED', 'KILLED', 'INVALID_PKGVER', 'LIMIT', 'PACKAGE_INVALID'],
  ...['EXECUTABLE_NOT_FOUND', 'NOT_PROVEN'],
]);

/** What keeping a build that fails depends on. */
export type WhileKeptContext = FailedContext & SourceContext;

/** A job, and the folders below the staging folder of this call. */
export interface KeptJob {
  readonly job: ReadJob;
  readonly staged: BuildFolders;
}

/**
 * Step 4 with `keepBuild`, and what is done with the sources: in a folder that stays when the recipe fails, and in which
 * a later call goes on. Without `keepBuild`, in the staging folder.
 */
export async function whileKept<T>(
  context: WhileKeptContext,
  { job, staged }: KeptJob,
  work: (fetched: FetchedJob) => Promise<T>,
): Promise<T> {
  if (job.request.keepBuild !== true) return work(await fetchInto(context, job, staged));
  const root = failedFolderOf(context, job);
  const kept = await findResumable(context, { job, staged }, root);
  const place = { job, root, kept };
  let fetched: FetchedJob | undefined;
  let inputs = '';
  try {
    fetched = kept === undefined ? await begin(context, place) : await goOn(place, kept);
    inputs = kept?.inputs ?? (await inputsOf(job, fetched.folders.start));
    const result = await work(fetched);
    await removeTree(root).catch(() => undefined);
    return result;
  } catch (error) {
    if (isMendable(error, job) && fetched !== undefined)
      await keep(context, place, { inputs, error, sources: fetched.sources });
    else if (kept === undefined) await removeTree(root);
    throw error;
  }
}

interface Place {
  readonly job: ReadJob;
  readonly root: string;
  /** What is known of it from before. */
  readonly kept: FailedFacts | undefined;
}

async function begin(context: WhileKeptContext, { job, root }: Place): Promise<FetchedJob> {
  await removeTree(root);
  await mkdir(path.dirname(failedRoot(context)), { recursive: true });
  await makePrivateFolder(failedRoot(context));
  await mkdir(root, { mode: 0o700 });
  return fetchInto(context, job, await makeBuildFolders(root));
}

/** The folders as the last call left them, with the recipe as it is now. */
async function goOn({ job, root }: Place, kept: FailedFacts): Promise<FetchedJob> {
  const folders = buildFoldersOf(root);
  await rm(folders.pkgbuild, { force: true });
  await writeFile(folders.pkgbuild, job.pkgbuildText, { flag: 'wx' });
  await removeTree(path.join(folders.work, 'tmp'));
  await removeTree(folders.pkg);
  await mkdir(folders.pkg);
  requireLocked(job, kept.sources);
  job.report.emit({
    type: 'build-resumed',
    folder: root,
    ...(kept.phase !== undefined && { phase: kept.phase }),
  });
  return { ...job, folders, sources: kept.sources, phases: AGAIN };
}

/** What is known of the failed build, where the recipe as it is now can go on in its folder. */
async function findResumable(
  context: WhileKeptContext,
  { job, staged }: KeptJob,
  root: string,
): Promise<FailedFacts | undefined> {
  const kept = await readFailed(root);
  if (kept === undefined || job.request.force || !isAfterPrepare(kept)) return undefined;
  if (Date.parse(kept.until) < context.now().getTime() || !(await isWhole(root))) return undefined;
  const { request, report, worker, recipe } = job;
  const { registry, signal } = request;
  await fetchLocalFiles(recipe, { worker, registry, startDir: staged.start, signal, onEvent: report.emit });
  return (await inputsOf(job, staged.start)) === kept.inputs ? kept : undefined;
}

/** Its sources are whole and prepared. */
function isAfterPrepare({ phase }: FailedFacts): boolean {
  return AGAIN.some((again) => again === phase);
}

async function isWhole(root: string): Promise<boolean> {
  const { start, src, sources, work } = buildFoldersOf(root);
  for (const folder of [start, src, sources, work]) {
    const stats = await lstat(folder).catch(() => undefined);
    if (stats?.isDirectory() !== true) return false;
  }
  return true;
}

/** A digest of what was done before `build()`: the sources, the files beside the recipe, and how they are prepared. */
async function inputsOf({ recipe, request }: ReadJob, startDir: string): Promise<string> {
  const { plan, pkgbuild } = recipe;
  const named = plan.sources.map(({ source, checksums, noExtract }) => [source.entry, checksums, noExtract]);
  const before = ['verify', 'prepare'].map((name) => pkgbuild.functions.get(name)?.text ?? null);
  const files: string[] = [];
  for (const name of localNames(recipe))
    files.push(await digestFile(path.join(startDir, name), { signal: request.signal }));
  return createHash('sha256')
    .update(JSON.stringify([named, before, files]))
    .digest('hex');
}

/** Whether the recipe, or what it made, is at fault: not this machine, and not who cancels. */
function isMendable(error: unknown, { request }: ReadJob): boolean {
  if (request.signal?.aborted) return false;
  return (isExecuteError(error) || isProvisionError(error)) && MENDABLE.has(error.code);
}

interface Failure extends Pick<FetchedJob, 'sources'> {
  readonly inputs: string;
  readonly error: unknown;
}

async function keep(
  context: WhileKeptContext,
  { job, root }: Place,
  { inputs, sources, error }: Failure,
): Promise<void> {
  const now = context.now();
  const phase = isExecuteError(error) ? error.phase : 'package';
  const until = new Date(now.getTime() + KEPT_MILLISECONDS).toISOString();
  const facts = {
    ...{ inputs, sources: [...sources], until, failedAt: now.toISOString() },
    ...(phase !== undefined && { phase }),
  };
  try {
    await writeFailed(root, { ...facts, bytes: await folderBytes(root) });
  } catch (failure) {
    if (!isFromSystem(failure)) throw failure;
    await removeTree(root);
    return;
  }
  const isToBeResumed = phase !== undefined && AGAIN.includes(phase);
  job.report.emit({ type: 'build-kept', folder: root, until, goesOn: isToBeResumed });
}
