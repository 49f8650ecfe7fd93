import type { WorkerBinary } from '@rbee/artifact-catalog';
import { isFromSystem } from '@rbee-internal/coded-error';
import type { Ledger, LedgerNote } from './ledger.js';

const MAX_TEXT = 4_096;

/** What the history has of an installation. */
export function installedNote({ id, treeDigest, provenance }: WorkerBinary): LedgerNote {
  const from = provenance?.store?.reference ?? provenance?.origin;
  return {
    what: 'installed',
    worker: id.slice(0, MAX_TEXT),
    ...(treeDigest !== undefined && { tree: treeDigest }),
    ...(provenance !== undefined && { recipe: provenance.pkgbuildDigest }),
    ...(from !== undefined && { from: from.slice(0, MAX_TEXT) }),
    ...(provenance?.store?.signedBy !== undefined && { signedBy: provenance.store.signedBy }),
  };
}

/** What is done is done: a history that cannot be written on a full disk does not undo it. */
export async function noteQuietly(ledger: Ledger, note: LedgerNote): Promise<void> {
  try {
    await ledger.add(note);
  } catch (error) {
    if (!isFromSystem(error)) throw error;
  }
}
