import { showForeign } from '@rbee-internal/redact-url';
import type { PackageEntry } from './package-tree.js';
import { packageUnsafe } from './unsafe-package.js';

/** Links behind links; the kernel follows no more either. */
const MAX_DEPTH = 40;
/** Parts of all links' targets together: honest packages have some thousand. */
const MAX_STEPS = 5_000_000;

/**
 * Checks that no link of a packaged tree leads out of it, followed as the kernel would: a link may go through other
 * links, after which `..` is the parent of where they lead.
 *
 * @throws ProvisionError `PACKAGE_UNSAFE`
 */
export function checkLinks(entries: readonly PackageEntry[]): void {
  const links = new Map<string, Link>();
  for (const { path, target } of entries) if (target !== undefined) links.set(path, { path, target });
  const walk: Walk = { links, steps: 0, depth: 0 };
  for (const link of links.values()) follow(link, walk);
}

interface Link {
  readonly path: string;
  readonly target: string;
  /** Where it leads, once that is known; while it is being found out, a link that comes back to it leads nowhere. */
  place?: Place;
}

/** The parts of a path below the tree's top. */
type Place = readonly string[] | 'nowhere';

interface Walk {
  readonly links: ReadonlyMap<string, Link>;
  steps: number;
  depth: number;
}

/** Finds out where a link leads: strictly below the tree's top, or nowhere. */
function follow(link: Link, walk: Walk): Place {
  if (link.place !== undefined) return link.place;
  link.place = 'nowhere';
  walk.depth += 1;
  if (walk.depth > MAX_DEPTH) throw packageUnsafe(link.path, `it leads through more than ${MAX_DEPTH} links`);
  if (link.target.startsWith('/')) throw leadsOut(link);
  let place: Place = link.path.split('/').slice(0, -1);
  for (const part of link.target.split('/')) {
    walk.steps += 1;
    if (walk.steps > MAX_STEPS)
      throw packageUnsafe(link.path, 'the links of the package are too many to follow');
    if (place !== 'nowhere') place = goTo(place, part, { link, walk });
  }
  if (place.length === 0) throw leadsOut(link);
  link.place = place;
  walk.depth -= 1;
  return place;
}

/** One part of a link's target further. */
function goTo(
  place: readonly string[],
  part: string,
  { link, walk }: { readonly link: Link; readonly walk: Walk },
): Place {
  if (part === '' || part === '.') return place;
  if (part === '..') {
    if (place.length === 0) throw leadsOut(link);
    return place.slice(0, -1);
  }
  const next = [...place, part];
  const further = walk.links.get(next.join('/'));
  return further === undefined ? next : follow(further, walk);
}

function leadsOut({ path, target }: Link): Error {
  return packageUnsafe(path, `it is a link to ${showForeign(target)}, outside the package`);
}
