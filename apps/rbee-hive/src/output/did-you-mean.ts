/** The most names that are suggested. */
const MOST = 3;

/**
 * Which of the names somebody may have meant, the closest first: those that differ in a few letters, and those that the
 * word is a part of. None when nothing is close.
 */
export function didYouMean(word: string, names: readonly string[]): string[] {
  const reach = Math.max(2, Math.floor(word.length / 4));
  return names
    .map((name) => ({ name, distance: name.includes(word) ? 1 : editDistance(word, name) }))
    .filter(({ distance }) => distance <= reach)
    .sort((one, other) => one.distance - other.distance || one.name.localeCompare(other.name))
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** Letters to insert, remove, replace or swap with their neighbour. Words longer than ids can be are not compared. */
function editDistance(one: string, other: string): number {
  if (one.length > 256 || other.length > 256) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      let least = Math.min(at(row, j) + 1, at(next, j - 1) + 1, at(row, j - 1) + same);
      if (one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, at(before, j - 2) + 1);
      next.push(least);
    }
    [before, row] = [row, next];
  }
  return at(row, other.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
