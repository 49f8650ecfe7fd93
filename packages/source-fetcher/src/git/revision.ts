import type { GitBackend, RemoteRefs } from './backends/backend.js';
import { isRefName } from './ref-name.js';
import type { GitMirror } from './repository.js';

/** A commit by a name and what to do from there: gitrevisions(7), as far as it names one commit. */
export interface Revision {
  readonly base: string;
  readonly steps: readonly RevisionStep[];
}

/** `^2` is the second parent, `~3` three times the first one, `^{}` what a tag is of. */
export type RevisionStep =
  | { readonly type: 'parent'; readonly number: number }
  | { readonly type: 'ancestors'; readonly count: number }
  | { readonly type: 'peel' };

/** Each is a read of its own. */
const MAX_STEPS = 10_000;

/** Reads a revision that `git checkout` takes; nothing when it is none. */
export function parseRevision(text: string): Revision | undefined {
  const [, base = '', rest = ''] = /^(.+?)((?:\^\{(?:commit)?\}|\^\d{0,4}|~\d{0,5})*)$/.exec(text) ?? [];
  if (base.startsWith('-') || !(base === '@' || isRefName(base))) return undefined;
  const steps = [...rest.matchAll(/\^\{(?:commit)?\}|\^(\d*)|~(\d*)/g)].map(([, parent, count]) => {
    if (count !== undefined) return { type: 'ancestors', count: count === '' ? 1 : Number(count) } as const;
    if (parent !== undefined) return { type: 'parent', number: parent === '' ? 1 : Number(parent) } as const;
    return { type: 'peel' } as const;
  });
  return { base, steps };
}

/**
 * The id that a name stands for, or the beginning of one, in the order in which git looks: tags before branches, names
 * before what looks like an id.
 */
export function findBase(base: string, { refs, headOid }: RemoteRefs): string | undefined {
  if (/^[0-9a-f]{40}$/i.test(base)) return base.toLowerCase();
  if (/^(?:@|(?:origin\/)?HEAD)$/.test(base)) return headOid;
  const branch = /^(?:refs\/)?(?:remotes\/)?origin\/(.+)$/.exec(base)?.[1];
  const names = [base, `refs/${base}`, `refs/tags/${base}`, `refs/heads/${base}`, `refs/heads/${branch}`];
  for (const name of names) {
    const oid = refs.get(name);
    if (oid !== undefined) return oid;
  }
  // An id, or what `git describe` makes of one.
  return /^(?:.*-g)?([0-9a-f]{4,40})$/i.exec(base)?.[1]?.toLowerCase();
}

/** The commit at the end of a revision's steps. */
export async function followSteps(
  start: string,
  steps: readonly RevisionStep[],
  { mirror, backend }: { readonly mirror: GitMirror; readonly backend: GitBackend },
): Promise<string | undefined> {
  let commit = await backend.resolveCommit(mirror, start);
  let taken = 0;
  for (const step of steps) {
    const moves =
      step.type === 'ancestors' ? step.count : step.type === 'parent' ? Math.min(step.number, 1) : 0;
    for (let move = 0; move < moves && commit !== undefined; move += 1) {
      taken += 1;
      if (taken > MAX_STEPS) return undefined;
      const number = step.type === 'parent' ? step.number : 1;
      commit = (await parentsOf(commit, { mirror, backend }))[number - 1];
    }
  }
  return commit;
}

async function parentsOf(
  commit: string,
  { mirror, backend }: { readonly mirror: GitMirror; readonly backend: GitBackend },
): Promise<string[]> {
  const { content } = await backend.readObject(mirror, commit);
  const head = content.toString('latin1').split('\n\n', 1)[0] ?? '';
  return [...head.matchAll(/^parent ([0-9a-f]{40})$/gm)].map((match) => match[1] ?? '');
}
