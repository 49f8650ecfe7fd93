import type { Pkgbuild } from '../../types.js';

/** What a rule beyond makepkg's looks at. */
export interface Linted {
  readonly text: string;
  readonly pkgbuild: Pkgbuild;
}
