import type { Verification } from '@rbee/worker-catalog';
import type { CommandContext } from '../context.js';
import { CommandFailure } from '../errors.js';
import { findInstalledWorker } from '../find-installed-worker.js';

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
