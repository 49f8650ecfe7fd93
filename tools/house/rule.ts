/** A rule of the house that a script can check. */
export interface Rule {
  /** As in `tools/check-house.ts` and in the list of what is not clean yet. */
  readonly name: string;
  /** One sentence for each place that breaks the rule. */
  find(repository: Repository): readonly Problem[] | Promise<readonly Problem[]>;
}

export interface Problem {
  /** The file or folder, relative to the repository. */
  readonly path: string;
  /** What is wrong with it, without the path. */
  readonly text: string;
}

export interface Repository {
  readonly root: string;
  /** Every file that is in git or could be, relative to the root. */
  readonly files: readonly string[];
}

/** `packages/NAME`, `apps/NAME`, `internal/NAME`, or the first folder of anything else. */
export function workspaceOf(file: string): string {
  const [group = '', name] = file.split('/');
  if (['packages', 'apps', 'internal'].includes(group) && name !== undefined) return `${group}/${name}`;
  return file.includes('/') ? group : '.';
}
