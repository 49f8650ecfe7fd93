import type { RecordedBuildCost, SourceProvenance } from '@rbee/artifact-catalog';
import type { Host } from '@rbee/aur-arch';
import type { BuiltPackage, ExecuteOptions, GuardFacts, HostReached } from '@rbee/pkgbuild-executor';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import type { MissingLibraries } from '../launcher/missing-libraries.js';
import type { ProvisionWorkerOptions } from '../options/provision-options.js';
import type { InstalledTree } from '../package/install-tree.js';
import type { EffectiveSettings } from '../recipe/effective-settings.js';
import type { WorkerRecipe } from '../recipe/read-recipe.js';
import type { WorkerRegistry } from '../registry/worker-registry.js';
import type { ChosenRelease } from '../release/chosen-release.js';
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
  /** The project's own program, where the recipe only packages it. */
  readonly release?: ChosenRelease;
  /** Of the caller and of the worker's entry, joined. */
  readonly settings: EffectiveSettings;
}

/** What is known after `fetch`. */
export interface FetchedJob extends ReadJob {
  readonly folders: BuildFolders;
  readonly sources: readonly SourceProvenance[];
  /** The functions to run, where a build that failed is gone on with. @default all */
  readonly phases?: ExecuteOptions['phases'];
}

/** What is known after `build`. */
export interface BuiltJob extends FetchedJob {
  /** `pkgver`, or what `pkgver()` printed. */
  readonly version: string;
  /** What kept the build from the rest of the machine. */
  readonly guard: GuardFacts;
  readonly hostsReached: readonly HostReached[];
  /** What its functions took. */
  readonly buildCost?: RecordedBuildCost | undefined;
  /** Files whose setuid and setgid bits the build's end removed. */
  readonly privileged: readonly string[];
  /** Every package of the recipe that was built. */
  readonly packages: readonly Pick<BuiltPackage, 'name' | 'pkgDir'>[];
}

/** What is known after `tree`: it is ready to be proven and put in place. */
export interface PackedJob extends BuiltJob {
  /** The folder that becomes the artifact's. */
  readonly tree: string;
  /** What starts the worker, and what is to be known of the tree. */
  readonly installed: InstalledTree;
  /** Libraries that it needs and that this machine lacks. */
  readonly missing?: MissingLibraries | undefined;
}

/** The folders of one build, in makepkg's terms, all below one private folder. */
export interface BuildFolders {
  readonly root: string;
  readonly start: string;
  readonly pkgbuild: string;
  readonly src: string;
  /** `$SRCDEST`: the build's own copies of what was fetched. */
  readonly sources: string;
  readonly pkg: string;
  readonly work: string;
}
