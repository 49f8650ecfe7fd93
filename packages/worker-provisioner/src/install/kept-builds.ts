import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isFromSystem } from '@rbee-internal/coded-error';
import { IrregularFileError, readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import type { ProvisionContext } from '../options/provisioner-options.js';
import { buildIdentity } from '../recipe/effective-settings.js';
import type { BuildFolders, BuiltJob, ReadJob } from './provision-job.js';

/** What keeping builds depends on. */
export type KeepContext = Pick<ProvisionContext, 'catalog' | 'now' | 'keepBuildMilliseconds'>;

const MAX_FACTS_BYTES = 4 * 1024 * 1024;
const FACTS = 'build.json';
const TREES = 'pkg';

const text = z.string();
const source = z.object({
  url: text,
  digest: text.exactOptional(),
  commit: text.exactOptional(),
  signedBy: text.exactOptional(),
});

const cost = z.object({
  milliseconds: z.number(),
  cpuMilliseconds: z.number(),
  peakMemoryBytes: z.number().exactOptional(),
});

/** What is known of a build that is kept. */
const keptSchema = z.object({
  version: text,
  guard: z.looseObject({ guard: z.enum(['bubblewrap', 'sandbox-exec', 'none']) }),
  hostsReached: z.array(z.looseObject({ host: text, allowed: z.boolean() })),
  sources: z.array(source),
  packages: z.array(text),
  privileged: z.array(text),
  buildCost: cost.optional(),
  builtAt: z.iso.datetime(),
  until: z.iso.datetime(),
});

/**
 * Keeps what a recipe packaged, so that a call that names the program finishes without a rebuild. What the system
 * refuses to keep is not kept.
 */
export async function keepBuild(context: KeepContext, job: BuiltJob): Promise<void> {
  const now = context.now();
  const until = new Date(now.getTime() + context.keepBuildMilliseconds);
  const { version, guard, hostsReached, sources, packages, privileged, buildCost } = job;
  const folder = folderOf(context, job);
  const names = packages.map(({ pkgDir }) => path.relative(job.folders.pkg, pkgDir));
  const kept = {
    version,
    guard,
    hostsReached,
    sources,
    packages: names,
    privileged,
    buildCost,
    builtAt: now.toISOString(),
    until,
  };
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(job.folders.pkg, path.join(folder, TREES));
    await replaceFile(path.join(folder, FACTS), JSON.stringify(kept));
  } catch (error) {
    if (!isFromSystem(error)) throw error;
    return;
  }
  job.report.emit({ type: 'program-kept', folder, until: until.toISOString() });
}

/** Takes a build that was kept into the folders of this one, if there is one of the same recipe and settings. */
export async function takeBuild(
  context: KeepContext,
  job: ReadJob,
  folders: BuildFolders,
): Promise<BuiltJob | undefined> {
  if (job.request.force || job.request.program === undefined) return undefined;
  const folder = folderOf(context, job);
  const kept = await readKept(folder);
  if (kept === undefined || Date.parse(kept.until) < context.now().getTime()) return undefined;
  await rm(folders.pkg, { recursive: true, force: true });
  await rename(path.join(folder, TREES), folders.pkg);
  await rm(folder, { recursive: true, force: true });
  job.report.emit({ type: 'build-reused', builtAt: kept.builtAt });
  const packages = kept.packages.map((name) => ({
    name: path.basename(name),
    pkgDir: path.join(folders.pkg, path.basename(name)),
  }));
  // What was written is what the executor gave: its further members pass through.
  const { version, sources, privileged, buildCost, guard, hostsReached } = kept as typeof kept &
    Pick<BuiltJob, 'guard' | 'hostsReached'>;
  return { ...job, folders, version, sources, guard, hostsReached, packages, privileged, buildCost };
}

/** Removes builds whose time is over. */
export async function sweepKept(context: KeepContext): Promise<void> {
  const root = keptRoot(context);
  const names = await readdir(root).catch(() => []);
  for (const name of names) {
    const kept = await readKept(path.join(root, name));
    if (kept !== undefined && Date.parse(kept.until) >= context.now().getTime()) continue;
    await rm(path.join(root, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

async function readKept(folder: string): Promise<z.infer<typeof keptSchema> | undefined> {
  try {
    const bytes = await readRegularFile(path.join(folder, FACTS), { maxBytes: MAX_FACTS_BYTES });
    return keptSchema.safeParse(JSON.parse(bytes.toString('utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof IrregularFileError || isFromSystem(error))
      return undefined;
    throw error;
  }
}

function keptRoot({ catalog }: KeepContext): string {
  return path.join(catalog.root, '@cache', 'built');
}

function folderOf(context: KeepContext, { worker, pkgbuildDigest, settings }: ReadJob): string {
  const identity = JSON.stringify([worker.id, pkgbuildDigest, buildIdentity(settings)]);
  return path.join(keptRoot(context), createHash('sha256').update(identity).digest('hex'));
}
