import type { ProvisionEvent } from '@rbee/worker-provisioner';
import type { Verification } from '../verify/verification.js';

/** What `perform` emits while it works. */
export type OperationEvent = ProvisionEvent | OperationOwnEvent;

/** What operations emit besides the events of an installation. */
export type OperationOwnEvent =
  /** `worker_upgrade`: the installed version is the newest of the registry. */
  | {
      readonly type: 'up-to-date';
      readonly jobId: string;
      readonly workerId: string;
      /** The full id of the installed version. */
      readonly artifactId: string;
      readonly version: string;
    }
  /** `catalog_prune`: a version stays, because a process of it runs. */
  | { readonly type: 'kept-running'; readonly jobId: string; readonly artifactId: string }
  /** `worker_verify`: one worker was read. */
  | {
      readonly type: 'worker-verified';
      readonly jobId: string;
      readonly artifactId: string;
      readonly verification: Verification;
    };
