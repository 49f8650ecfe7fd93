import type { TreeDifference, Verification } from '@rbee/worker-catalog';
import type { CommandContext } from '../context.js';
import { CommandFailure } from '../errors.js';
import { findInstalledWorker } from '../find-installed-worker.js';
import { printable } from '../printable.js';

export interface VerifiedList {
  readonly verified: readonly (Verification & { readonly id: string })[];
}

/** Reads installed programs again and compares them with their records; fails when one differs. */
export async function verify(
  name: string | undefined,
  { openCatalog, print, signal }: CommandContext,
): Promise<VerifiedList> {
  const catalog = await openCatalog();
  const workers =
    name === undefined ? await catalog.list({ signal }) : [await findInstalledWorker(catalog, name, signal)];
  const verified: (Verification & { readonly id: string })[] = [];
  for (const { id } of workers) {
    const verification = await catalog.verify(id, { signal });
    print(`${id}: ${verification.verdict}`);
    for (const line of differenceLines(verification)) print(line);
    verified.push({ id, ...verification });
  }
  const damaged = verified.filter(({ verdict }) => verdict !== 'intact' && verdict !== 'unknown');
  if (damaged.length === 0) return { verified };
  const ids = damaged.map(({ id, verdict }) => `${id} (${verdict})`);
  throw new CommandFailure({
    code: 'DAMAGED',
    message: `${ids.join(', ')} ${ids.length === 1 ? 'is' : 'are'} not what was installed.`,
    hint: 'Install it again with --force, or remove it.',
    result: { verified },
  });
}

/** The first differences of one that is not what was installed; `--json` has all that are known. */
function differenceLines(verification: Verification): string[] {
  if (verification.verdict !== 'changed') return [];
  const { differences, more } = verification;
  const shown = differences.slice(0, SHOWN_DIFFERENCES);
  const hidden = differences.length - shown.length + more;
  return [
    ...shown.map(({ kind, path }) => `  ${KINDS[kind]} ${printable(path)}`),
    ...(hidden === 0 ? [] : [`  and ${hidden} more`]),
  ];
}

const SHOWN_DIFFERENCES = 20;

const KINDS: Readonly<Record<TreeDifference['kind'], string>> = {
  added: 'was added:',
  removed: 'is missing:',
  type: 'is another kind of file:',
  content: 'has another content:',
  mode: 'has other permissions:',
  link: 'links elsewhere:',
};
