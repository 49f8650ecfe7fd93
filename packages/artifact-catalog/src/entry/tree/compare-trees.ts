import { modeText } from './listing.js';
import { eachInTurns } from './turns.js';
import type { TreeDifference, TreeEntry, TreeVerification } from './types.js';
import type { FoundEntry } from './walk-tree.js';

const MAX_DIFFERENCES = 1_000;

/** Names each difference between what was recorded and what is there, sorted by path. */
export async function compareTrees(
  expected: ReadonlyMap<string, TreeEntry>,
  found: ReadonlyMap<string, FoundEntry>,
  signal?: AbortSignal,
): Promise<TreeDifference[]> {
  const differences: TreeDifference[] = [];
  await eachInTurns(expected.values(), signal, ({ path, type }) => {
    if (!found.has(path)) differences.push({ path, kind: 'removed', expected: type });
  });
  await eachInTurns(found.values(), signal, (entry) => {
    differences.push(...differencesOf(expected.get(entry.path), entry));
  });
  return differences.sort((a, b) => compareText(a.path, b.path));
}

/** The verdict that follows from differences, of which only so many are listed. */
export function verdictOf(differences: readonly TreeDifference[]): TreeVerification {
  if (differences.length === 0) return { verdict: 'intact' };
  return {
    verdict: 'changed',
    differences: differences.slice(0, MAX_DIFFERENCES),
    more: Math.max(0, differences.length - MAX_DIFFERENCES),
  };
}

function differencesOf(expected: TreeEntry | undefined, found: FoundEntry): TreeDifference[] {
  const { path } = found;
  if (expected === undefined) return [{ path, kind: 'added', found: found.type }];
  if (expected.type !== found.type)
    return [{ path, kind: 'type', expected: expected.type, found: found.type }];
  if (expected.type === 'link') return difference(path, 'link', [expected.target, found.target ?? '']);
  const modes = difference(path, 'mode', [modeText(expected.mode), modeText(found.mode)]);
  return expected.type === 'folder' ? modes : [...contentDifference(expected, found), ...modes];
}

function contentDifference(expected: TreeEntry & { type: 'file' }, found: FoundEntry): TreeDifference[] {
  const { path } = found;
  if (found.size !== expected.size)
    return difference(path, 'content', [`${expected.size} bytes`, `${found.size} bytes`]);
  return difference(path, 'content', [expected.digest, found.digest ?? 'unreadable']);
}

function difference(
  path: string,
  kind: TreeDifference['kind'],
  [expected, found]: readonly [string, string],
): TreeDifference[] {
  return expected === found ? [] : [{ path, kind, expected, found }];
}

/** By code units, so that every machine sorts alike. Of one entry's differences the order stays. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
