import type { Host, NeedsReport } from '@rbee/aur-arch';
import type { SandboxReport } from '@rbee/pkgbuild-executor';
import type { HardwareSnapshot } from '@rbee-internal/hardware';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import type { License } from '../license/license.js';
import type { BuildSettings } from '../options/build-options.js';
import type { Obstacle } from '../plan/provision-plan.js';
import type { PlannedNetwork } from '../recipe/planned-network.js';

/** All that a verdict rests on. What is not known is left out, and nothing is said of it. */
export interface VerdictFacts {
  /** What the registry, or the recipe's own `worker.json`, says. */
  readonly worker: WorkerMetadata;
  readonly host: Host;
  readonly hardware?: HardwareSnapshot | undefined;
  readonly license: License;
  /** What is installed of it. */
  readonly installed?: InstalledFacts | undefined;
  /** Settings of the installation that is asked about. */
  readonly settings?: VerdictSettings | undefined;
  /** Which of its dependencies the machine has. */
  readonly needs?: NeedsReport | undefined;
  /** What its build reaches, where the recipe was read. @default what its entry says */
  readonly network?: PlannedNetwork | undefined;
  /** What its recipe runs in. */
  readonly sandbox?: SandboxReport | undefined;
  /** What else stands in the way of its recipe. */
  readonly obstacles?: readonly Obstacle[] | undefined;
  /** Of the file system that it would be installed on. */
  readonly freeBytes?: number | undefined;
  /** Whether it is the worker of a recipe of the user's own, of which a name says nothing. @default false */
  readonly isOwnRecipe?: boolean | undefined;
}

/** Settings that decide what stands in the way. */
export type VerdictSettings = Pick<BuildSettings, 'ignoreMissing' | 'network' | 'sandbox'>;

/** The installed version of a worker that is current. */
export interface InstalledFacts {
  readonly version: string;
  /** Whether it was selected over a newer installed version. */
  readonly pinned?: boolean | undefined;
  /** The folder or URL of its own recipe, where it comes from no registry. */
  readonly from?: string | undefined;
  /** What of the machine it was built and proven with, by fact. */
  readonly machine?: Readonly<Record<string, string>> | undefined;
  /** What it computes on. */
  readonly backend?: string | undefined;
}
