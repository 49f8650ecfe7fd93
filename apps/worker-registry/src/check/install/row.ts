import { fullProbe, probeSchema } from '@rbee-internal/worker-entry';
import { decodeLaunch, FIXED_LAUNCH, missingLaunchValues, StoredLaunch } from '@rbee-internal/worker-launch';
import type { WorkerMetadata, WorkerVerification } from '../../store/types.js';

/** A worker of the shelf: an entry, or one of its variants. */
export interface Row {
  readonly id: string;
  /** The entry's folder, below the folder of workers. */
  readonly path: string;
  /** As clients see it. */
  readonly worker: WorkerMetadata;
}

/** What came of trying a row. */
export type RowOutcome = { readonly id: string } & (
  | { readonly type: 'verified'; readonly verified: WorkerVerification; readonly detail?: string | undefined }
  /** It was tried before, and went further. */
  | { readonly type: 'kept'; readonly verified: WorkerVerification; readonly detail: string }
  | { readonly type: 'skipped' | 'failed'; readonly why: string }
);

/** Whether it can be started with what its package has: no model has to be given. */
export function startsAlone({ launch }: WorkerMetadata): boolean {
  const how = launch === undefined ? FIXED_LAUNCH : decodeLaunch(StoredLaunch.parse(launch));
  return (
    !missingLaunchValues(how, {}).includes('model') && how.api === 'openai' && how.tasks.includes('chat')
  );
}

/** Whether the installation itself makes a real request: of a release it may be another one than of a build. */
export function answersAtInstall({ probe, release }: WorkerMetadata, isFromRelease: boolean): boolean {
  const own = isFromRelease ? (release as { readonly probe?: unknown } | undefined)?.probe : undefined;
  const written = probeSchema.safeParse(own ?? probe);
  return written.success && fullProbe(written.data).kind === 'request';
}

/** The phases of its build that reach the network, as `--network` takes them. */
export function networkOf({ network = {} }: WorkerMetadata): string[] {
  const allowed = Object.entries(network).flatMap(([phase, names = []]) =>
    names.map((name) => `${phase}=${name}`),
  );
  return allowed.length === 0 ? [] : ['--network', allowed.join(',')];
}
