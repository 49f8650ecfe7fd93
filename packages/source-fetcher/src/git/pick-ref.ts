import type { Source } from '@rbee/pkgbuild-parser';
import { showForeign } from '@rbee-internal/redact-url';
import type { ServerRef } from 'isomorphic-git';
import { SourceFetchError } from '../errors.js';
import { type GitTarget, isRefName } from './git-target.js';

/** A remote ref that a target stands for, and the local branch that makepkg leaves it on. */
export interface PickedRef {
  /** Such as `refs/heads/main`. */
  readonly ref: string;
  readonly localBranch: string;
}

const SHOWN_REFS = 5;
const MAKEPKG_BRANCH = 'makepkg';

/**
 * Finds the ref to fetch. For a commit, whose place is not known before everything is fetched, any will do.
 * @throws SourceFetchError `GIT_REF_NOT_FOUND`
 */
export function pickRef(target: GitTarget, refs: readonly ServerRef[], source: Source): PickedRef {
  if (target.type === 'default') return defaultRef(refs, source);
  if (target.type === 'commit') return { ref: refs[0]?.ref ?? 'HEAD', localBranch: MAKEPKG_BRANCH };
  const ref = `refs/${target.type === 'branch' ? 'heads' : 'tags'}/${target.value}`;
  if (refs.some((candidate) => candidate.ref === ref)) return { ref, localBranch: MAKEPKG_BRANCH };
  throw refNotFound(`${target.type} '${showForeign(target.value)}'`, refs, source);
}

/** As after a plain clone: on the branch that the remote's HEAD names. */
function defaultRef(refs: readonly ServerRef[], source: Source): PickedRef {
  const head = refs.find(({ ref }) => ref === 'HEAD');
  if (head === undefined) throw refNotFound('default branch', refs, source);
  const branch =
    head.target ?? refs.find(({ ref, oid }) => ref.startsWith('refs/heads/') && oid === head.oid)?.ref;
  if (branch === undefined || !branch.startsWith('refs/heads/'))
    return { ref: 'HEAD', localBranch: MAKEPKG_BRANCH };
  return { ref: branch, localBranch: branch.slice('refs/heads/'.length) };
}

/** @throws SourceFetchError `GIT_UNSAFE` when a ref has a name that git itself would not allow */
export function assertSafeRefs(refs: readonly ServerRef[], source: Source): void {
  const names = refs.flatMap(({ ref, target }) => (target === undefined ? [ref] : [ref, target]));
  const unsafe = names.find((name) => !isRefName(name));
  if (unsafe === undefined) return;
  throw new SourceFetchError({
    code: 'GIT_UNSAFE',
    message: `The repository of '${showForeign(source.name)}' is refused: it has a ref with the forbidden name '${showForeign(unsafe)}'.`,
  });
}

export function refNotFound(wanted: string, refs: readonly ServerRef[], source: Source): SourceFetchError {
  const names = refs
    .filter(({ ref }) => ref.startsWith('refs/heads/') || ref.startsWith('refs/tags/'))
    .map(({ ref }) => showForeign(ref.replace(/^refs\/(heads|tags)\//, '')));
  const shown = names.slice(0, SHOWN_REFS).join(', ');
  const rest = names.length > SHOWN_REFS ? ` and ${names.length - SHOWN_REFS} more` : '';
  return new SourceFetchError({
    code: 'GIT_REF_NOT_FOUND',
    message: `The repository of '${showForeign(source.name)}' has no ${wanted}; it has ${shown ? shown + rest : 'no branches or tags'}.`,
    hint: "Correct the part after '#' in the PKGBUILD.",
  });
}
