import type { Host } from '@rbee/aur-arch';
import type { BuiltPackage, GuardFacts, HostReached } from '@rbee/pkgbuild-executor';
import type { FetchedSource } from '@rbee/source-fetcher';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import type { ProvisionWorkerOptions } from '../options/provision-options.js';
import type { WorkerRecipe } from '../recipe/read-recipe.js';
import type { WorkerRegistry } from '../registry/worker-registry.js';
import type { Reporter } from './reporter.js';

/** What is asked for. */
export interface ProvisionRequest extends ProvisionWorkerOptions {
  readonly registry: WorkerRegistry;
  readonly id: string;
  /** Whether the worker is recorded in the catalog in the same step that puts it there. */
  readonly record: boolean;
}

/** What is known of an installation before its first step. */
export interface StartedJob {
  readonly request: ProvisionRequest;
  readonly report: Reporter;
  readonly startedAt: Date;
  /** The machine that is installed for. */
  readonly host: Host;
}

/** What is known after `choose`. */
export interface ChosenJob extends StartedJob {
  readonly worker: WorkerMetadata;
}

/** What is known after `read`. */
export interface ReadJob extends ChosenJob {
  readonly pkgbuildText: string;
  /** `sha256:` and hex digits. */
  readonly pkgbuildDigest: string;
  readonly recipe: WorkerRecipe;
}

/** What is known after `fetch`. */
export interface FetchedJob extends ReadJob {
  readonly folders: BuildFolders;
  readonly sources: readonly FetchedSource[];
}

/** What is known after `build`. */
export interface BuiltJob extends FetchedJob {
  /** `pkgver`, or what `pkgver()` printed. */
  readonly version: string;
  /** What kept the build from the rest of the machine. */
  readonly guard: GuardFacts;
  readonly hostsReached: readonly HostReached[];
  /** Every package of the recipe that was built. */
  readonly packages: readonly BuiltPackage[];
}

/** What is known after `tree`: it is ready to be proven and put in place. */
export interface PackedJob extends BuiltJob {
  /** The folder that becomes the artifact's. */
  readonly tree: string;
  /** What starts the worker, relative to the tree. */
  readonly program: string;
}

/** The folders of one build, in makepkg's terms, all below one private folder. */
export interface BuildFolders {
  readonly root: string;
  readonly start: string;
  readonly pkgbuild: string;
  readonly src: string;
  readonly pkg: string;
  readonly work: string;
}
