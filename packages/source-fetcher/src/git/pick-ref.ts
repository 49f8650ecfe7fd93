import type { Source } from '@rbee/pkgbuild-parser';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import type { RemoteRefs } from './backends/backend.js';
import type { GitTarget } from './git-target.js';
import { isRefName } from './ref-name.js';
import { findBase, parseRevision, type RevisionStep } from './revision.js';

/** What is to be checked out, and the local branch that makepkg leaves it on. */
export interface PickedRef {
  /** The id of a commit or a tag, or the beginning of a commit's. */
  readonly revision: string;
  readonly localBranch: string;
  /** What to do from there. @default nothing */
  readonly steps?: readonly RevisionStep[];
}

const SHOWN_REFS = 5;
const MAKEPKG_BRANCH = 'makepkg';

/**
 * Finds what a target stands for.
 * @throws SourceFetchError `GIT_REF_NOT_FOUND`
 */
export function pickRef(target: GitTarget, remote: RemoteRefs, source: Source): PickedRef {
  if (target.type === 'default') return defaultRef(remote, source);
  const revision = remote.refs.get(`refs/${target.type === 'branch' ? 'heads' : 'tags'}/${target.value}`);
  if (target.type !== 'commit' && revision !== undefined) return { revision, localBranch: MAKEPKG_BRANCH };
  if (target.type !== 'branch') {
    const { base, steps } = parseRevision(target.value) ?? { base: '', steps: [] };
    const found = findBase(base, remote);
    if (found !== undefined) return { revision: found, steps, localBranch: MAKEPKG_BRANCH };
  }
  throw refNotFound(`${target.type} '${showForeign(target.value)}'`, remote, source);
}

/** As after a plain clone: on the branch that the remote's HEAD names. */
function defaultRef({ refs, head, headOid }: RemoteRefs, source: Source): PickedRef {
  const remote = { refs, head, headOid };
  const branch =
    head ?? [...refs].find(([ref, oid]) => ref.startsWith('refs/heads/') && oid === headOid)?.[0];
  const revision = (branch === undefined ? undefined : refs.get(branch)) ?? headOid;
  if (revision === undefined) throw refNotFound('default branch', remote, source);
  if (branch === undefined || !branch.startsWith('refs/heads/'))
    return { revision, localBranch: MAKEPKG_BRANCH };
  return { revision, localBranch: branch.slice('refs/heads/'.length) };
}

/** @throws SourceFetchError `GIT_UNSAFE` when a ref has a name that git itself would not allow */
export function assertSafeRefs({ refs, head }: RemoteRefs, { name }: { readonly name: string }): void {
  const unsafe = [...refs.keys(), head ?? 'HEAD'].find((ref) => !isRefName(ref));
  if (unsafe === undefined) return;
  throw new SourceFetchError({
    code: 'GIT_UNSAFE',
    message: `The repository of '${showForeign(name)}' is refused: it has a ref with the forbidden name '${showForeign(unsafe)}'.`,
  });
}

export function refNotFound(wanted: string, { refs }: RemoteRefs, source: Source): SourceFetchError {
  const names = [...refs.keys()]
    .filter((ref) => ref.startsWith('refs/heads/') || ref.startsWith('refs/tags/'))
    .map((ref) => showForeign(ref.replace(/^refs\/(heads|tags)\//, '')));
  const shown = names.slice(0, SHOWN_REFS).join(', ');
  const rest = names.length > SHOWN_REFS ? ` and ${names.length - SHOWN_REFS} more` : '';
  return new SourceFetchError({
    code: 'GIT_REF_NOT_FOUND',
    message: `The repository of '${showForeign(source.name)}' has no ${wanted}; it has ${shown ? shown + rest : 'no branches or tags'}.`,
    hint: "Correct the part after '#' in the PKGBUILD.",
  });
}
