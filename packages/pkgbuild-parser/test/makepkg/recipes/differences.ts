/** What pacman 7.1, which is followed, treats differently from 6.0.2. */
export interface Difference {
  readonly text: string;
  /** What 6.0.2 does; 7.1 does the other. */
  readonly old: 'accepts' | 'refuses';
  readonly reason: string;
  /** What the one that refuses says: we, where 6.0.2 accepts, or 6.0.2 itself. */
  readonly message: RegExp;
}

export const differences: Readonly<Record<string, Difference>> = {
  'an empty element': {
    text: 'license=("")',
    old: 'accepts',
    reason: 'since 6.1 arrays may have no empty element',
    message: /has an empty element/,
  },
  'an architecture twice': {
    text: 'arch=(x86_64 x86_64)',
    old: 'accepts',
    reason: 'since 7.1 arch may name nothing twice',
    message: /twice/,
  },
  'options for an architecture': {
    text: 'arch=(x86_64)\noptions_x86_64=(!strip)',
    old: 'refuses',
    reason: 'since 7.1 options may be specific to an architecture',
    message: /options can not be architecture specific/,
  },
  'xdata of the wrong form': {
    text: 'xdata=(pkgtype=x)',
    old: 'accepts',
    reason: 'xdata is a field since 7.1',
    message: /xdata/,
  },
  'sccache as an option': {
    text: 'options=(sccache)',
    old: 'refuses',
    reason: 'sccache is an option since 7.0',
    message: /unknown option 'sccache'/,
  },
  'an arch that the recipe has not': {
    text: 'arch=(x86_64)\npackage_p() { arch=(aarch64); }',
    old: 'accepts',
    reason: "since 7.1 a package's arch must be among the recipe's own",
    message: /is not among the recipe's own/,
  },
};
