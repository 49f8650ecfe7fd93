import type { PackageFamily, Probe } from '../../machine/machine.js';

/** How one of Arch's package names looks on any system. */
export interface NeedRow {
  readonly name: string;
  /** Every one of these is needed, each in one of its forms. */
  readonly run: readonly Alternatives[];
  /** The same for who compiles against it. */
  readonly build: readonly Alternatives[];
  readonly packages: Readonly<Record<Exclude<PackageFamily, 'pacman'>, NativePackages>>;
}

export type Alternatives = readonly Probe[];

/** Native packages by what they are for; `system` is what the operating system always has. */
export interface NativePackages {
  readonly run: readonly string[] | 'system';
  readonly build: readonly string[] | 'system';
}
