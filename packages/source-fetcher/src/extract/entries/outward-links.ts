import { showForeign } from '@rbee-internal/redact-url';
import type { UnpackContext } from '../unpack-context.js';

/** Symbolic links by their path below a root, with their targets as written. */
export type LinkTargets = ReadonlyMap<string, string>;

/** What the kernel allows before it says that links go round in a circle. */
const MAX_HOPS = 40;

/** What an event names of them. */
const SHOWN_LINKS = 10;

/** Reports links that lead out of the source folder: they are kept, and nothing here follows them. */
export function tellOutwardLinks(
  name: string,
  links: LinkTargets,
  { emit }: Pick<UnpackContext, 'emit'>,
): void {
  const outward = findOutwardLinks(links);
  if (outward.length === 0) return;
  const shown = outward.slice(0, SHOWN_LINKS);
  emit({
    type: 'outward-links',
    name,
    count: outward.length,
    links: shown.map((path) => ({ path: showForeign(path), target: showForeign(links.get(path) ?? '') })),
  });
}

/** The links that lead out of the root, directly or through others, as the system would find when it follows them. */
export function findOutwardLinks(links: LinkTargets): string[] {
  return [...links.keys()].filter((link) => leadsOut(link, links));
}

/** Follows a path part by part. What is not a link is taken for a folder, whether it is there or not. */
function leadsOut(start: string, links: LinkTargets): boolean {
  const pending = start.split('/').reverse();
  const reached: string[] = [];
  let hops = 0;
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (reached.pop() === undefined) return true;
      continue;
    }
    const target = links.get([...reached, part].join('/'));
    if (target === undefined) {
      reached.push(part);
      continue;
    }
    hops += 1;
    if (target.startsWith('/')) return true;
    if (hops > MAX_HOPS) return false;
    for (const next of target.split('/').reverse()) pending.push(next);
  }
  return false;
}
