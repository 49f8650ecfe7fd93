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
  /** What was changed in it after its function, so that it works wherever it is installed; each is an event, too. */
  readonly changes: readonly PackageChange[];
  /** Links that lead out of the package or to a file that it does not have. They are as the function left them. */
  readonly outwardLinks: readonly OutwardLink[];
}

/** A change to a package after its function. `path` is below `pkgDir`. */
export type PackageChange =
  /** An absolute link to a file of the package: `was` is now `target`, relative to the link. */
  | {
      readonly change: 'link-made-relative';
      readonly path: string;
      readonly target: string;
      readonly was: string;
    }
  /** A file or folder that had setuid or setgid bits: `mode` is what it had. */
  | { readonly change: 'privileges-dropped'; readonly path: string; readonly mode: number };

/** A link whose end is not in its package. */
export interface OutwardLink {
  /** The link, below `pkgDir`. */
  readonly path: string;
  /** What the link says. */
  readonly target: string;
  /** Whether it leads `outside` of the package, such as to the system's `/var/lib`, or to a file that is `missing` in it. */
  readonly reason: 'outside' | 'missing';
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
