import type { ChecksumAlgorithm, Source } from '@rbee/pkgbuild-parser';

/** Operating systems as worker metadata spells them. */
export type OperatingSystem = 'linux' | 'macos' | 'windows';

/** What this machine is. */
export interface Host {
  readonly os: OperatingSystem;
  /** CPU architecture in Arch's terms, makepkg's `CARCH`: `x86_64`, `aarch64` … */
  readonly architecture: string;
}

/** Facts about the running process: `process.platform` and `process.arch`, so `process` itself fits. */
export interface HostFacts {
  readonly platform: string;
  readonly arch: string;
}

/** What of a recipe applies to one architecture. */
export interface RecipePlan {
  readonly architecture: string;
  /** `binary` when there is no `build()`: what was fetched is only packaged. */
  readonly kind: 'source' | 'binary';
  /** `source`, then `source_<architecture>`, each entry with the checksums at its place in its own arrays. */
  readonly sources: readonly PlannedSource[];
}

/** One source with what its bytes must hash to. */
export interface PlannedSource {
  readonly source: Source;
  /** By algorithm, in makepkg's order: a digest or the literal `SKIP`. Never empty. */
  readonly checksums: Partial<Readonly<Record<ChecksumAlgorithm, string>>>;
  /** Whether `noextract` names it. */
  readonly noExtract: boolean;
}
