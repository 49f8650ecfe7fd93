import type { ExecuteEvent, SandboxProblem } from '@rbee/pkgbuild-executor';
import type { FetchEvent } from '@rbee/source-fetcher';
import type { MovedSource } from './moved-sources.js';
import type { RegistryEvent } from './types.js';

/** The steps of an installation, in order. A function that the recipe does not define has no step. */
export type ProvisionStep =
  | 'metadata'
  | 'platform-check'
  | 'pkgbuild'
  | 'parse'
  | 'sources'
  | 'verify'
  | 'prepare'
  | 'pkgver'
  | 'build'
  | 'check'
  | 'package'
  | 'install'
  | 'prove'
  | 'catalog';

/** What every event carries. */
export interface ProvisionEventBase {
  readonly jobId: string;
  readonly workerId: string;
}

/** What an installation tells while it works. */
export type ProvisionEvent = ProvisionEventBase & ProvisionEventBody;

export type ProvisionEventBody =
  | { readonly type: 'step-start'; readonly step: ProvisionStep }
  | { readonly type: 'step-end'; readonly step: ProvisionStep; readonly milliseconds: number }
  /** Another job, perhaps of another process, installs the same worker; this one goes on when that has ended. */
  | { readonly type: 'waiting'; readonly pid?: number; readonly since?: string; readonly label?: string }
  /** The same recipe is installed: nothing will be built. */
  | { readonly type: 'already-installed'; readonly artifactId: string }
  /** The same recipe is installed, but its source is another commit now: `to` is built. */
  | ({ readonly type: 'source-moved' } & MovedSource)
  /** Whether the sources of the installed worker have moved cannot be known; it is answered as it is. */
  | { readonly type: 'sources-unchecked'; readonly artifactId: string; readonly reason: string }
  /** A line that a function of the recipe printed. */
  | Extract<ExecuteEvent, { readonly type: 'output' }>
  /** The recipe asked for a server for the first time. */
  | Extract<ExecuteEvent, { readonly type: 'network' }>
  /** The recipe and the new program run without a sandbox: why, and what would bring one about. Told once, before that. */
  | ({ readonly type: 'sandbox-missing' } & SandboxProblem)
  | FetchEvent
  | RegistryEvent;
