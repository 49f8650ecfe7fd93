import { createHash } from 'node:crypto';
import type { SourceProvenance, WorkerBinary } from '@rbee/artifact-catalog';
import { type EffectiveSettings, settingsIdentity } from '../../recipe/effective-settings.js';

/** What decides what a build makes. */
export interface BuildInputs {
  readonly workerId: string;
  /** `sha256:` digest of the PKGBUILD, which has the checksums of its sources. */
  readonly pkgbuildDigest: string;
  /** Where its repositories stand: a branch may be at another commit the next day. */
  readonly commits: readonly { readonly url: string; readonly commit: string }[];
  readonly settings: EffectiveSettings;
  readonly platform: string;
  readonly architecture: string;
  /** The C library's family: `glibc`, `musl`, or `any`. Which version it takes at least is a fact of the result. */
  readonly libc: string;
  /** What it computes with, such as `CudaLlm`. */
  readonly target: string;
  /** What kept the build from the rest of the machine. */
  readonly guard: string;
}

/** The digest of a build's inputs: what is equal is built once. */
export function buildIdentityOf(inputs: BuildInputs): string {
  const { workerId, pkgbuildDigest, commits, settings, platform, architecture, libc, target, guard } = inputs;
  const sorted = commits
    .map(({ url, commit }) => [url, commit])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
  const text = JSON.stringify([
    ...['rbee-build-1', workerId, pkgbuildDigest, sorted, settingsIdentity(settings)],
    ...[platform, architecture, libc, target, guard],
  ]);
  return createHash('sha256').update(text).digest('hex');
}

/** The identity of what is installed; `undefined` where its record does not say what it was built from. */
export function identityOfWorker(worker: WorkerBinary): string | undefined {
  const { provenance, catalogId, architecture } = worker;
  if (provenance === undefined || catalogId === undefined || architecture === undefined) return undefined;
  return buildIdentityOf({
    workerId: catalogId,
    pkgbuildDigest: provenance.pkgbuildDigest,
    commits: commitsOf(provenance.sources),
    settings: provenance.settings ?? {},
    platform: worker.platform,
    architecture,
    libc: libcFamily(provenance.machine),
    target: worker.workerType,
    guard: provenance.guard ?? 'none',
  });
}

/** Of what the recipe's text does not name: a tag or a commit is part of its digest. */
function commitsOf(sources: readonly SourceProvenance[]): BuildInputs['commits'] {
  return sources.flatMap(({ url, commit }) =>
    commit === undefined || /#(?:commit|revision|tag)=/.test(url) ? [] : [{ url, commit }],
  );
}

/** As a record has the machine that a build was made with; one that is the same everywhere has none. */
export function libcFamily(machine: Readonly<Record<string, string>> | undefined): string {
  return machine?.libc?.split(' ')[0] ?? 'any';
}

/** The tag that builds of an identity are listed under. */
export function identityTag(identity: string): string {
  return `build-${identity}`;
}
