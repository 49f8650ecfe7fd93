import type { RecordedBuildCost, WorkerBinary } from '@rbee/artifact-catalog';
import type { NeedsReport } from '@rbee/aur-arch';
import type { SandboxReport } from '@rbee/pkgbuild-executor';
import type { VariantReport } from '@rbee-internal/hardware';
import type { BuildSeen, WorkerMetadata } from '@rbee-internal/worker-entry';
import type { ProvisionStep } from '../events.js';
import type { LicenseOrigin } from '../license/license.js';
import type { EffectiveSettings } from '../recipe/effective-settings.js';
import type { PlannedNetwork } from '../recipe/planned-network.js';
import type { PkgbuildReport } from '../recipe/report-pkgbuild.js';
import type { ChosenRelease } from '../release/chosen-release.js';
import type { Verdict } from '../verdict/verdict-schema.js';
import type { PlannedFetch } from './plan-fetch.js';

/** What an installation would do, and why, found out without doing it. */
export interface ProvisionPlan {
  /** The id that was asked for. */
  readonly workerId: string;
  readonly worker: WorkerMetadata;
  /** How it was chosen, where the id stands for several variants. */
  readonly variants?: VariantReport;
  /** Where the recipe comes from. */
  readonly origin: string;
  /** `none`: the same recipe is installed. `source`: it would be built. `binary`: only packaged. */
  readonly action: 'none' | 'source' | 'binary';
  /** The project's own program that would be installed, where one fits. */
  readonly release?: ChosenRelease;
  /** Why none is, where the entry names a release. */
  readonly releaseNotUsed?: string;
  /** The trusted store that has it built already, where one does: nothing would be built. */
  readonly fromStore?: {
    /** `oci://host/repository`. */
    readonly place: string;
    /** The id of the key that vouches for it. */
    readonly signedBy: string;
  };
  /** Why no trusted store has it; absent where there are none. */
  readonly storeNotUsed?: string;
  /** What its last build on this machine took, of this version or another, where it would be built. */
  readonly lastBuild?: LastBuild;
  /** What a build took elsewhere, as its entry says; absent where `lastBuild` is known. */
  readonly buildSeen?: BuildSeen;
  /** The installed worker that makes `action` `none`. */
  readonly installed?: WorkerBinary;
  /** What the worker is to this machine, why, and what can be done. */
  readonly verdict: Verdict;
  /** The verdict's reasons that prevent the installation, in the order in which it would be met. Empty: it can be installed. */
  readonly obstacles: readonly Obstacle[];
  /** The origins that would get the license token, and those that ask for it and would not. Empty: it needs none. */
  readonly licenseOrigins: readonly LicenseOrigin[];
  /** What the recipe would run in; `problem` says why that is nothing, where something is wanted. */
  readonly sandbox: SandboxReport;
  /** Which of the recipe's dependencies the machine has, and the one command that brings what is missing. */
  readonly needs?: NeedsReport;
  readonly pkgbuildDigest: string;
  /** The recipe's text and what a reviewer asks about it, also of one that cannot be used. */
  readonly pkgbuild: PkgbuildReport;
  /** What can be said of the recipe; absent when it cannot be read. */
  readonly recipe?: PlannedRecipe;
}

/** What a build that was installed here took. */
export interface LastBuild extends RecordedBuildCost {
  readonly version: string;
}

/** One reason why an installation would fail. */
export interface Obstacle {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  /** Of `LICENSE_ORIGIN_UNTRUSTED`: the origins that would have to be trusted. */
  readonly origins?: readonly string[] | undefined;
}

/** What can be said of a recipe that can be read. */
export interface PlannedRecipe {
  readonly version: string;
  /** Whether the recipe has a `pkgver()`, so that its version is only known after the sources are there. */
  readonly versionMayChange: boolean;
  /** The steps that would run. */
  readonly steps: readonly ProvisionStep[];
  readonly sources: readonly PlannedFetch[];
  /** Where it would be installed, unless `pkgver()` says otherwise. */
  readonly artifactId: string;
  readonly folder: string;
  /** Which program of the package it would be. */
  readonly program: PlannedProgram;
  /** What the build is expected to reach. */
  readonly network: PlannedNetwork;
  /** What it would be built with beside the recipe: part of what identifies the build. */
  readonly settings: EffectiveSettings;
  /** The facts of the machine that decided what its fields are: `uname -m`, `command nvidia-smi` … */
  readonly facts: readonly string[];
  /** The fields that were evaluated in a sandbox, because only running the recipe could tell them. */
  readonly evaluated: readonly string[];
  /** What a build with `native` gains, in one sentence, where that is known. */
  readonly nativeNote?: string;
}

/** Which program of a package would be the worker. */
export interface PlannedProgram {
  /** The programs that `package()` installs, as far as its text shows. */
  readonly candidates: readonly string[];
  /** The one that would be chosen; absent where that is only known after the build. */
  readonly chosen?: string;
}
