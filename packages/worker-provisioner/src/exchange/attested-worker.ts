import type { TreeDescription, WorkerBinary } from '@rbee/artifact-catalog';
import type { VariantRequirements } from '@rbee-internal/hardware';
import { digestOf } from '@rbee-internal/oci';
import type { SigningKey } from '@rbee-internal/signing';
import { type Attestations, readAttestations, writeAttestations } from '../attest/attestations.js';
import { signStatement } from '../attest/bundle.js';
import { bundledLibraries, glibcFloor } from '../attest/glibc-floor.js';
import { openHiveKey } from '../attest/hive-key.js';
import { readPortableRecord, writePortableRecord } from '../attest/portable-record.js';
import { type InstallationFacts, provenanceStatement } from '../attest/provenance.js';
import { sbomStatement } from '../attest/sbom.js';
import { ProvisionError } from '../errors.js';

/** A worker whose tree was read. */
export interface AttestInit {
  readonly worker: WorkerBinary;
  /** Where its tree is now. */
  readonly tree: string;
  /** Where it is, or will be, in the catalog. */
  readonly folder: string;
  readonly description: Pick<TreeDescription, 'entries'>;
  readonly requires?: VariantRequirements | undefined;
  readonly license?: string | undefined;
  readonly facts?: InstallationFacts | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Makes the statements of a worker, signed by the hive's key. */
export async function attestWorker(init: AttestInit, key: SigningKey): Promise<Attestations> {
  const { worker, tree, folder, description, facts = {}, license, signal } = init;
  const glibc = worker.platform === 'Linux' ? await glibcFloor(tree, description.entries, signal) : undefined;
  const requires = { ...init.requires, ...(glibc !== undefined && { glibc }) };
  const record = writePortableRecord(worker, { folder, requires });
  const recordDigest = digestOf(Buffer.from(record));
  const libraries = bundledLibraries(description.entries);
  const statements = [
    provenanceStatement({ worker, recordDigest, keyId: key.id, facts }),
    sbomStatement({ worker, recordDigest, libraries, license }),
  ];
  return { record, bundles: await Promise.all(statements.map((one) => signStatement(one, key))) };
}

/**
 * What is kept of a worker's statements; those of a worker that was installed without are made now.
 *
 * @throws ProvisionError `KEY_UNUSABLE` where there is no key to sign with
 */
export async function attestationsOf(
  init: AttestInit,
  signingKeyFile: string | undefined,
): Promise<Attestations> {
  const kept = await readAttestations(init.folder);
  if (kept !== undefined && readPortableRecord(kept.record).worker.treeDigest === init.worker.treeDigest)
    return kept;
  if (signingKeyFile === undefined) throw noKey(init.worker.id);
  const made = await attestWorker(init, await openHiveKey(signingKeyFile));
  await writeAttestations(init.folder, made);
  return made;
}

function noKey(id: string): ProvisionError {
  return new ProvisionError({
    code: 'KEY_UNUSABLE',
    message: `Nothing is attested of ${id}, and there is no key to sign with.`,
    hint: 'Open the catalog with a file for the key of this hive.',
  });
}
