/** Links of an archive by their path, with their targets as written. */
export type ArchiveLinks = ReadonlyMap<string, string>;

const MAX_HOPS = 40;

/** The first link that leads to itself, as the system would find when it follows it. */
export function findLinkCycle(links: ArchiveLinks): string | undefined {
  return [...links.keys()].find((link) => !ends(link, links));
}

/** Follows a path part by part through the archive's links; above the root or outside it, nothing is known. */
function ends(start: string, links: ArchiveLinks): boolean {
  const pending = start.split('/').reverse();
  let reached: string[] = [];
  let hops = 0;
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      reached = reached.slice(0, -1);
      continue;
    }
    const target = links.get([...reached, part].join('/'));
    if (target === undefined) {
      reached.push(part);
      continue;
    }
    hops += 1;
    if (hops > MAX_HOPS) return false;
    pending.push(...target.split('/').reverse());
  }
  return true;
}
