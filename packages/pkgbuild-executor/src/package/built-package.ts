/** What a package function has made. */
export interface BuiltPackage {
  readonly name: string;
  readonly pkgDir: string;
  /** The variables of PKGBUILD(5) as they were at the function's end; absent for a package without a function. */
  readonly metadata?: PackageMetadata;
  /** What makepkg would warn of. */
  readonly warnings?: readonly string[];
  /** Paths below `pkgDir` whose owner or mode only `fakeroot` keeps in mind. */
  readonly owners?: readonly PathOwner[];
}

/** A package's variables, its overrides applied and the lists of the architecture added. */
export interface PackageMetadata {
  readonly pkgname: string;
  readonly pkgbase: string;
  readonly pkgver: string;
  readonly pkgrel: string;
  readonly epoch: string;
  readonly pkgdesc: string;
  readonly url: string;
  readonly install: string;
  readonly changelog: string;
  readonly arch: readonly string[];
  readonly license: readonly string[];
  readonly groups: readonly string[];
  readonly depends: readonly string[];
  readonly makedepends: readonly string[];
  readonly checkdepends: readonly string[];
  readonly optdepends: readonly string[];
  readonly provides: readonly string[];
  readonly conflicts: readonly string[];
  readonly replaces: readonly string[];
  readonly backup: readonly string[];
  readonly options: readonly string[];
  readonly xdata: readonly string[];
}

/** A path whose owner or mode only `fakeroot` knows. */
export interface PathOwner {
  readonly path: string;
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
  readonly group: string;
  readonly mode: number;
}
