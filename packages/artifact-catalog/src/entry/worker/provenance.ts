import type { RecordedBuildCost, RecordedHost, RecordedSettings } from './package-facts.js';

/** Which bytes a program was made from, when, and by what. No value holds a credential. */
export interface Provenance {
  /** The registry, folder or URL that the recipe came from. */
  readonly origin: string;
  /** Whether the registry's signatures were verified, or it was used without any; absent where neither was needed. */
  readonly registrySignature?: 'verified' | 'unsigned';
  /** `sha256:` digest of the PKGBUILD. */
  readonly pkgbuildDigest: string;
  readonly sources: readonly SourceProvenance[];
  readonly startedAt: string;
  readonly finishedAt: string;
  /** What kept the build from the rest of the machine, such as `bubblewrap`; `none` when nothing did. */
  readonly guard?: string;
  /** Why nothing did, where `guard` is `none`. */
  readonly guardReason?: string;
  /** Whether the recipe's functions could reach the network: allowed to, or with no guard to keep them from it. */
  readonly network?: boolean;
  /** The release that its program is from, where the project built it. */
  readonly release?: RecordedRelease;
  /** The settings that it was built with, where there are any beside the recipe. */
  readonly settings?: RecordedSettings;
  /**
   * What of the machine it was built and proven with, by fact, as text: `cuda.driverVersion`, `libc` … Another machine, or
   * this one after an update, may not be able to run it.
   */
  readonly machine?: Readonly<Record<string, string>>;
  /** The servers that the build asked for; at most 1,000. */
  readonly hosts?: readonly RecordedHost[];
  /** What the build took in time and memory. */
  readonly buildCost?: RecordedBuildCost;
  /** The store that it was installed from, already built. */
  readonly store?: RecordedStore;
  /** What installed it: package name and version, such as `@rbee/worker-provisioner 1.2.0`. */
  readonly installedBy: string;
}

/** A release on GitHub that a program is from. Its digest is that of the source. */
export interface RecordedRelease {
  /** `owner/name`. */
  readonly repository: string;
  readonly tag: string;
  /** The commit that the tag was at. */
  readonly commit: string;
  /** The file's name. */
  readonly asset: string;
}

/** Where in a store a worker was, and who vouches for it. */
export interface RecordedStore {
  /** `oci://host/repository@sha256:…`, or a file's name. */
  readonly reference: string;
  /** The id of the key that signed what is known of it; absent where that was not asked for. */
  readonly signedBy?: string;
}

/** One source that a program was made from. */
export interface SourceProvenance {
  /** The source entry without credentials. */
  readonly url: string;
  /** `sha256:` digest of a file. */
  readonly digest?: string;
  /** Commit of a version-controlled source. */
  readonly commit?: string;
  /** Fingerprint of the OpenPGP key whose signature of it was verified. */
  readonly signedBy?: string;
}
