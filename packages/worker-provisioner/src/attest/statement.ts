import { z } from 'zod';

/** The kind of a statement that says how a worker was made: SLSA's provenance. */
export const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1';
/** The kind of a statement that says what is in a worker: an SPDX document. */
export const SBOM_TYPE = 'https://spdx.dev/Document/v2.3';

const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** The subject that is the worker's portable record; the other is its tree. */
const RECORD_SUBJECT = 'record.json';

const subjectSchema = z.object({
  name: z.string().exactOptional(),
  digest: z.record(z.string(), z.string()),
});

/** An in-toto statement; what it says more is passed over. */
export const statementSchema = z.object({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.array(subjectSchema).min(1).max(1_000),
  predicateType: z.string(),
  predicate: z.record(z.string(), z.unknown()),
});

/** An in-toto statement (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md). */
export type Statement = z.infer<typeof statementSchema>;

/** What a statement is about. Digests are `sha256:` and hex digits. */
export interface Subjects {
  readonly workerId: string;
  /** Of the whole tree, as `describeTree` gives it. */
  readonly treeDigest: string;
  /** Of the portable record's bytes. */
  readonly recordDigest: string;
}

/** A statement about a worker: its tree, and the record that says how it is started. */
export function statementAbout(
  { workerId, treeDigest, recordDigest }: Subjects,
  { predicateType, predicate }: Pick<Statement, 'predicate' | 'predicateType'>,
): Statement {
  const subject = [
    { name: workerId, digest: { sha256: hexOf(treeDigest) } },
    { name: RECORD_SUBJECT, digest: { sha256: hexOf(recordDigest) } },
  ];
  return { _type: STATEMENT_TYPE, subject, predicateType, predicate };
}

/** Whether a statement is about these bytes. */
export function isAbout({ subject }: Statement, digest: string): boolean {
  return subject.some((one) => one.digest.sha256 === hexOf(digest));
}

export function hexOf(digest: string): string {
  return digest.replace(/^sha256:/, '');
}
