import type { WorkerRow } from 'rbee-hive-daemon/api';

type Version = NonNullable<WorkerRow['installed']>['versions'][number];

/** A source with the commit or the beginning of the digest that it had. */
export function sourceText({
  url,
  commit,
  digest,
}: NonNullable<Version['provenance']>['sources'][number]): string {
  const state = commit?.slice(0, 10) ?? digest?.slice('sha256:'.length, 'sha256:'.length + 10);
  return state === undefined ? url : `${url} (${state})`;
}

const SHOWN = 3;

/** What is to be known of a package: its launcher and why, links that lead out, bits that were removed. */
export function packageNotes(facts: Version['package']): (readonly [string, string])[] {
  const { launcher, links = [], privileged = [] } = facts ?? {};
  return [
    ...(launcher === undefined ? [] : [['Launcher', launcher.why] as const]),
    ...(links.length === 0
      ? []
      : [['Links that lead out', listed(links.map(({ path, target }) => `${path} → ${target}`))] as const]),
    ...(privileged.length === 0 ? [] : [['Without its setuid bit', listed(privileged)] as const]),
  ];
}

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
