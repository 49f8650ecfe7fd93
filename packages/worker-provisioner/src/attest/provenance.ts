import type { WorkerBinary } from '@rbee/artifact-catalog';
import { hexOf, PROVENANCE_TYPE, type Statement, statementAbout } from './statement.js';

/** What is known of an installation beside its record. */
export interface InstallationFacts {
  /** Whether the recipe's own tests ran. */
  readonly tests?: boolean;
  /** How the program showed that it works: `version`, `health`, `request` or `none`. */
  readonly proof?: string;
  /** What the recipe names as needed to build, with the version where that is known. */
  readonly tools?: readonly { readonly name: string; readonly version?: string }[];
}

export interface ProvenanceInit {
  readonly worker: WorkerBinary;
  readonly recordDigest: string;
  /** The id of the hive's key. */
  readonly keyId: string;
  readonly facts: InstallationFacts;
}

/** What the build's parameters mean. */
const BUILD_TYPE = 'https://github.com/rbee-keeper/rbee-workers/blob/main/docs/provenance.md';

/**
 * SLSA's provenance of an installed worker (https://slsa.dev/spec/v1.0/provenance). It says what this hive did and claims no
 * level: the hive signs for its own build.
 */
export function provenanceStatement({ worker, recordDigest, keyId, facts }: ProvenanceInit): Statement {
  const { provenance, treeDigest = '', catalogId } = worker;
  return statementAbout(
    { workerId: worker.id, treeDigest, recordDigest },
    {
      predicateType: PROVENANCE_TYPE,
      predicate: {
        buildDefinition: {
          buildType: BUILD_TYPE,
          externalParameters: {
            worker: catalogId ?? worker.id,
            version: worker.version,
            ...(provenance !== undefined && { recipe: provenance.origin }),
          },
          internalParameters: internalParameters(worker, facts),
          resolvedDependencies: dependenciesOf(worker),
        },
        runDetails: {
          builder: {
            id: `urn:rbee:hive:${keyId}`,
            ...(provenance !== undefined && { version: { installer: provenance.installedBy } }),
          },
          ...(provenance !== undefined && {
            metadata: { startedOn: provenance.startedAt, finishedOn: provenance.finishedAt },
          }),
        },
      },
    },
  );
}

function internalParameters(worker: WorkerBinary, facts: InstallationFacts): Record<string, unknown> {
  const { provenance, architecture, platform } = worker;
  const { env, ...settings } = provenance?.settings ?? {};
  return {
    platform,
    ...(architecture !== undefined && { architecture }),
    guard: provenance?.guard ?? 'unknown',
    network: provenance?.network ?? false,
    // Values may be of the user's own; the record has those that the build was made with.
    environment: Object.keys(env ?? {}).sort(),
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(provenance?.machine !== undefined && { machine: provenance.machine }),
    ...(provenance?.hosts !== undefined && { hosts: provenance.hosts }),
    ...facts,
  };
}

function dependenciesOf({ provenance }: WorkerBinary): readonly Record<string, unknown>[] {
  if (provenance === undefined) return [];
  const recipe = {
    uri: provenance.origin,
    name: 'PKGBUILD',
    digest: { sha256: hexOf(provenance.pkgbuildDigest) },
  };
  const sources = provenance.sources.map(({ url, digest, commit, signedBy }) => ({
    uri: url,
    digest: {
      ...(digest !== undefined && { sha256: hexOf(digest) }),
      ...(commit !== undefined && { gitCommit: commit }),
    },
    ...(signedBy !== undefined && { annotations: { signedBy } }),
  }));
  return [recipe, ...sources];
}
