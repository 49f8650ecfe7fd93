/** How a worker is started that cannot be started as it is. */
export interface Launcher {
  /** `library-path` sets where libraries and modules are found; `mounts` shows the package at its absolute place. */
  readonly kind: 'library-path' | 'mounts';
  /** One sentence for people: what needs it. */
  readonly why: string;
}

/** What a launcher does, in paths of the tree. */
export interface LauncherPlan extends Launcher {
  readonly libraryFolders: readonly string[];
  readonly moduleFolders: readonly string[];
  /** Paths to mount over the system's. */
  readonly mounts: readonly string[];
}
