import path from 'node:path';
import { readRegularFile } from '@rbee-internal/system/files';
import type { Updater } from 'tuf-js';
import { z } from 'zod';
import { explainFailure } from './explain.js';
import type { MetadataFetcher } from './metadata-fetcher.js';
import { createTargetReader } from './read-target.js';
import { requireDelegated } from './require-delegated.js';
import { withState } from './state.js';
import type { SignalOption, TufClientOptions, TufTarget, TufView } from './types.js';

interface ViewParts {
  readonly updater: Updater;
  readonly fetcher: MetadataFetcher;
  readonly options: TufClientOptions;
  readonly expires: Date;
  readonly verifiedAt: Date;
  readonly staleBecause: unknown;
  /** The folder that the updater reads and writes, while the state is held. */
  readonly copy: string;
}

/** What was verified by an updater that has been refreshed. */
export async function openView(parts: ViewParts): Promise<TufView> {
  const { updater, fetcher, options, expires, verifiedAt, staleBecause, copy } = parts;
  const isConsistent = await hasConsistentNames(copy);
  const delegated = await delegatedRoles(copy);

  async function find(paths: readonly string[], { signal }: SignalOption = {}) {
    return withState(options, signal, async () => {
      fetcher.signal = signal;
      const found = new Map<string, TufTarget>();
      for (const each of paths) {
        const target = await findOne(updater, fetcher, each);
        if (target !== undefined) found.set(each, target);
      }
      requireDelegated(updater);
      return found;
    });
  }

  const read = createTargetReader(options, isConsistent);
  return { expires, verifiedAt, staleBecause, delegated, find, read };
}

async function findOne(
  updater: Updater,
  fetcher: MetadataFetcher,
  wanted: string,
): Promise<TufTarget | undefined> {
  try {
    const info: unknown = await updater.getTargetInfo(wanted);
    // The library finds members that every object has, such as `constructor`.
    const read = Target.safeParse(info);
    return read.success && read.data.path === wanted ? read.data : undefined;
  } catch (error) {
    throw explainFailure(error, fetcher);
  }
}

const Target = z.object({
  path: z.string(),
  length: z.int().nonnegative(),
  hashes: z.record(z.string(), z.string()),
});

const Root = z.looseObject({ signed: z.looseObject({ consistent_snapshot: z.boolean().optional() }) });

const Targets = z.looseObject({
  signed: z.looseObject({
    delegations: z.looseObject({ roles: z.array(z.looseObject({ name: z.string() })).optional() }).optional(),
  }),
});

async function hasConsistentNames(copy: string): Promise<boolean> {
  return Root.parse(await readJson(path.join(copy, 'root.json'))).signed.consistent_snapshot ?? false;
}

async function delegatedRoles(copy: string): Promise<readonly string[]> {
  const { signed } = Targets.parse(await readJson(path.join(copy, 'targets.json')));
  return (signed.delegations?.roles ?? []).map(({ name }) => name);
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse((await readRegularFile(file, { maxBytes: 8 * 1024 * 1024 })).toString('utf8'));
}
