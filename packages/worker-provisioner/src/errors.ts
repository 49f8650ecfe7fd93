import {
  CodedError,
  type CodedErrorInit,
  hasErrorMarker,
  hintForSystemError,
  isFromSystem,
  messageOf,
} from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';

/** What went wrong, by `code`. */
export type ProvisionErrorCode =
  /** An option that the call does not have, or a value that it cannot take; nothing was done. */
  | 'INVALID_OPTIONS'
  /** An id that no worker can have. */
  | 'INVALID_WORKER_ID'
  /** The registry has no such worker. */
  | 'WORKER_NOT_FOUND'
  /** The registry did not answer. */
  | 'REGISTRY_UNREACHABLE'
  /** The registry answered with an error status. */
  | 'REGISTRY_STATUS'
  /** The registry's answer is not what its API promises. */
  | 'REGISTRY_INVALID'
  /** The registry has no signatures, is not on this machine, and was not allowed to be so. */
  | 'REGISTRY_UNSIGNED'
  /** What the registry has is not signed by enough of its current keys, is older than what was seen before, or was altered. */
  | 'REGISTRY_UNTRUSTED'
  /** The registry's signatures have expired: it is held at an old state, its owner is late, or the clock is wrong. */
  | 'REGISTRY_EXPIRED'
  /** The root that is trusted for the registry is not root metadata. */
  | 'REGISTRY_ROOT_INVALID'
  /** The worker is not made for this operating system. */
  | 'PLATFORM_UNSUPPORTED'
  /** The worker is not made for this CPU architecture. */
  | 'ARCHITECTURE_UNSUPPORTED'
  /** The registry has withdrawn this version. */
  | 'WORKER_YANKED'
  /** No variant of the worker can use this machine's GPU, and the CPU was not allowed. */
  | 'CPU_ON_GPU_HOST'
  /** This machine can run no variant of the worker. */
  | 'NO_USABLE_VARIANT'
  /** This machine cannot run the worker: its GPU, driver, processor or memory does not do. */
  | 'HARDWARE_UNSUPPORTED'
  /** The build reaches the network, and was not allowed to. */
  | 'NETWORK_NEEDED'
  /** The disk of the catalog has no room. */
  | 'DISK_FULL'
  /** A licensed worker without a licence token. */
  | 'LICENSE_REQUIRED'
  /** The entry names an origin for the licence token that is not trusted with it; `origins` are those. */
  | 'LICENSE_ORIGIN_UNTRUSTED'
  /** A server refused the licence token. */
  | 'LICENSE_REFUSED'
  /** A folder or URL without a readable PKGBUILD. */
  | 'RECIPE_NOT_FOUND'
  /** makepkg would refuse the PKGBUILD, or it cannot be evaluated. */
  | 'PKGBUILD_INVALID'
  /** A recipe from elsewhere names something of this machine as a source. */
  | 'LOCAL_SOURCE'
  /** The same version is installed from another recipe. */
  | 'RECIPE_CHANGED'
  /** `package()` installed no program. */
  | 'EXECUTABLE_NOT_FOUND'
  /** The package has several programs, and which is the worker is not known; `candidates` are those. */
  | 'PROGRAM_AMBIGUOUS'
  /** Tools or libraries that the recipe names are missing on this machine. */
  | 'NEEDS_MISSING'
  /** Part of the recipe is only known when it runs, and could not be evaluated in a sandbox. */
  | 'NOT_EVALUATED'
  /** `package()` left something that is not installed: a link that leads out, a device. */
  | 'PACKAGE_UNSAFE'
  /** The new program, started once, did not work. */
  | 'NOT_PROVEN'
  /** The lockfile is damaged. */
  | 'LOCK_INVALID'
  /** The recipe or a source is not the one that the lockfile names. */
  | 'LOCK_MISMATCH'
  /** A vendor refuses the token, or asks for one. */
  | 'ACCESS_REFUSED'
  /** A vendor answers no more requests for now; the message says until when. */
  | 'RATE_LIMITED'
  /** A release without a digest of the file. */
  | 'CHECKSUM_NOT_PUBLISHED'
  /** No vendor supports the id. */
  | 'NO_VENDOR'
  /** A vendor's file is not of the size it announced. */
  | 'DOWNLOAD_INCOMPLETE'
  /** A reference that names no repository of a store. */
  | 'REFERENCE_INVALID'
  /** A store did not answer, or was cut off. */
  | 'STORE_UNREACHABLE'
  /** A store asks for credentials, or refuses those that it was given. */
  | 'STORE_REFUSED'
  /** What a store answers is not what was pushed: changed, damaged, or nothing of ours. */
  | 'STORE_INVALID'
  /** A store has no such worker for this machine. */
  | 'NOT_IN_STORE'
  /** A worker of a store is signed by no key that is trusted for it. */
  | 'SIGNER_UNTRUSTED'
  /** A signed statement does not hold: its signature, its kind or what it is about. */
  | 'ATTESTATION_INVALID'
  /** The hive's own key cannot be used. */
  | 'KEY_UNUSABLE'
  /** A worker that was asked for is not as it was installed, or cannot be put into a store. */
  | 'NOT_PORTABLE'
  /** The system refused to read or write something; `cause` is its error. */
  | 'IO';

const marker = Symbol.for('@rbee/worker-provisioner/error');

/** What a `ProvisionError` is made of. */
export interface ProvisionErrorInit extends CodedErrorInit<ProvisionErrorCode> {
  readonly origins?: readonly string[] | undefined;
  readonly candidates?: readonly string[] | undefined;
}

/** What provisioning rejects with, beside the errors of the packages it calls, which pass unchanged. */
export class ProvisionError extends CodedError<ProvisionErrorCode> {
  override readonly name = 'ProvisionError';
  readonly [marker] = true;
  /** Of `LICENSE_ORIGIN_UNTRUSTED`: the origins that would have to be trusted. */
  declare readonly origins?: readonly string[];
  /** Of `PROGRAM_AMBIGUOUS`: the programs of the package, as paths in it. */
  declare readonly candidates?: readonly string[];

  constructor(init: ProvisionErrorInit) {
    super(init);
    if (init.origins !== undefined) this.origins = init.origins;
    if (init.candidates !== undefined) this.candidates = init.candidates;
  }
}

/** Whether a value is this package's error, whichever copy of the package made it. */
export function isProvisionError(value: unknown): value is ProvisionError {
  return hasErrorMarker(value, marker);
}

/**
 * Runs `work`, and says of a system error what was being done.
 *
 * @param deed as in "could not …": `install the worker`
 * @throws ProvisionError `IO`; everything else passes as it is
 */
export async function describingSystemErrors<T>(
  deed: string,
  { signal, work }: { readonly signal: AbortSignal | undefined; readonly work: () => Promise<T> },
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error === signal?.reason || !isFromSystem(error)) throw error;
    throw new ProvisionError({
      code: 'IO',
      message: `Could not ${deed}: ${showForeign(messageOf(error))}.`,
      hint: hintForSystemError(error),
      cause: error,
    });
  }
}
