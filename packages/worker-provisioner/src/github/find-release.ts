import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from '../errors.js';
import { type Asking, askApi } from './ask-api.js';
import { Release, Releases } from './schema.js';

/** Releases of a page; one with many files is large. */
const PER_PAGE = 30;
/** Pages that are read for a pattern. */
const MAX_PAGES = 5;

/** Which release. */
export interface WantedRelease {
  /** A tag, or a pattern with `*`. @default the latest release */
  readonly tag?: string | undefined;
  /** Whether a prerelease is taken where no tag is named. @default false */
  readonly prereleases?: boolean | undefined;
}

interface Search {
  readonly repository: string;
  readonly signal: AbortSignal | undefined;
}

/** The release of a tag, the newest one of a pattern, or the latest. */
export async function findRelease(asking: Asking, wanted: WantedRelease, search: Search): Promise<Release> {
  const { tag, prereleases = false } = wanted;
  if (tag !== undefined && !tag.includes('*'))
    return askApi(asking, { ...search, schema: Release, path: `releases/tags/${encodeURIComponent(tag)}` });
  if (tag === undefined && !prereleases) return latest(asking, search);
  const matches = ({ tag_name, prerelease }: Release) =>
    (prereleases || !prerelease) && (tag === undefined || matchesPattern(tag_name, tag));
  const { found, seen } = await newest(asking, search, matches);
  if (found !== undefined) return found;
  throw noneMatches(search.repository, wanted, seen);
}

/** GitHub's latest release is never a prerelease: a project that has nothing else answers 404. */
async function latest(asking: Asking, search: Search): Promise<Release> {
  try {
    return await askApi(asking, { ...search, schema: Release, path: 'releases/latest' });
  } catch (error) {
    if (!(error instanceof ProvisionError) || error.code !== 'WORKER_NOT_FOUND') throw error;
    // Whatever the list says, the first refusal is the one to show.
    const { found } = await newest(asking, search, () => true).catch(() => ({ found: undefined }));
    search.signal?.throwIfAborted();
    if (found === undefined) throw error;
    throw new ProvisionError({
      code: 'WORKER_NOT_FOUND',
      message: `${search.repository} has only prereleases; the newest is ${showForeign(found.tag_name)}.`,
      hint: 'Allow prereleases, or name a tag.',
      cause: error,
    });
  }
}

interface Newest {
  readonly found?: Release;
  readonly seen: readonly Release[];
}

/** The API lists the newest first. */
async function newest(
  asking: Asking,
  search: Search,
  matches: (release: Release) => boolean,
): Promise<Newest> {
  const seen: Release[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const path = `releases?per_page=${PER_PAGE}&page=${page}`;
    const releases = await askApi(asking, { ...search, schema: Releases, path });
    seen.push(...releases);
    const found = releases.find((release) => !release.draft && matches(release));
    if (found !== undefined) return { found, seen };
    if (releases.length < PER_PAGE) break;
  }
  return { seen };
}

/** `*` stands for any characters. */
function matchesPattern(tag: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(tag);
}

function noneMatches(
  repository: string,
  { tag, prereleases }: WantedRelease,
  seen: readonly Release[],
): ProvisionError {
  const tags = seen.slice(0, 5).map((release) => showForeign(release.tag_name));
  const hidden = !prereleases && seen.some(({ prerelease }) => prerelease);
  return new ProvisionError({
    code: 'WORKER_NOT_FOUND',
    message: `${repository} has no release${tag === undefined ? '' : ` whose tag is like ${tag}`} among its newest ${seen.length}.`,
    hint: [
      tags.length === 0 ? 'It has none at all.' : `The newest are ${tags.join(', ')}.`,
      ...(hidden ? ['Prereleases were left out.'] : []),
    ].join(' '),
  });
}
