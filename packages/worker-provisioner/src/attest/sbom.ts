import type { WorkerBinary } from '@rbee/artifact-catalog';
import { hexOf, SBOM_TYPE, type Statement, statementAbout } from './statement.js';

/** A library that the worker brings along. */
export interface BundledLibrary {
  /** In the worker's tree. */
  readonly path: string;
  readonly digest: string;
}

export interface SbomInit {
  readonly worker: WorkerBinary;
  readonly recordDigest: string;
  readonly libraries: readonly BundledLibrary[];
  /** The worker's licence, as its registry entry has it. */
  readonly license?: string | undefined;
}

/** Libraries that a bill lists. */
const MAX_LIBRARIES = 5_000;
const ID = 'SPDXRef';

/** An SPDX 2.3 bill of materials (https://spdx.github.io/spdx-spec/v2.3): the worker, its sources, its libraries. */
export function sbomStatement(init: SbomInit): Statement {
  const { worker, recordDigest } = init;
  return statementAbout(
    { workerId: worker.id, treeDigest: worker.treeDigest ?? '', recordDigest },
    { predicateType: SBOM_TYPE, predicate: sbomOf(init) },
  );
}

function sbomOf({ worker, libraries, license }: SbomInit): Record<string, unknown> {
  const sources = (worker.provenance?.sources ?? []).map(sourcePackage);
  const bundled = libraries.slice(0, MAX_LIBRARIES).map(libraryPackage);
  const main = `${ID}-worker`;
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: `${ID}-DOCUMENT`,
    name: worker.id,
    documentNamespace: `https://spdx.org/spdxdocs/${encodeURIComponent(worker.id)}-${hexOf(worker.treeDigest ?? '')}`,
    creationInfo: {
      created: secondsOf(worker.provenance?.finishedAt ?? worker.addedAt),
      creators: [`Tool: ${worker.provenance?.installedBy ?? 'unknown'}`],
    },
    packages: [
      {
        ...bare({ id: main, name: worker.catalogId ?? worker.id, location: undefined }),
        versionInfo: worker.version,
        licenseDeclared: declared(license),
        checksums: [{ algorithm: 'SHA256', checksumValue: hexOf(worker.treeDigest ?? '') }],
      },
      ...sources,
      ...bundled,
    ],
    relationships: [
      relation(`${ID}-DOCUMENT`, 'DESCRIBES', main),
      ...sources.map(({ SPDXID }) => relation(main, 'GENERATED_FROM', SPDXID)),
      ...bundled.map(({ SPDXID }) => relation(main, 'CONTAINS', SPDXID)),
    ],
  };
}

/** SPDX has no fractions of a second. */
function secondsOf(time: string): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function sourcePackage(
  { url, digest, commit }: { url: string; digest?: string; commit?: string },
  index: number,
) {
  return {
    ...bare({
      id: `${ID}-source-${index + 1}`,
      name: url.split(/[/#?]/).filter(Boolean).at(-1) ?? url,
      location: url,
    }),
    licenseDeclared: 'NOASSERTION',
    ...(commit !== undefined && { versionInfo: commit }),
    ...(digest !== undefined && { checksums: [{ algorithm: 'SHA256', checksumValue: hexOf(digest) }] }),
  };
}

function libraryPackage({ path, digest }: BundledLibrary, index: number) {
  return {
    ...bare({ id: `${ID}-library-${index + 1}`, name: path.split('/').at(-1) ?? path, location: undefined }),
    licenseDeclared: 'NOASSERTION',
    packageFileName: path,
    checksums: [{ algorithm: 'SHA256', checksumValue: hexOf(digest) }],
  };
}

interface BareInit {
  readonly id: string;
  readonly name: string;
  readonly location: string | undefined;
}

function bare({ id, name, location }: BareInit) {
  return {
    name,
    SPDXID: id,
    downloadLocation: location ?? 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    copyrightText: 'NOASSERTION',
  };
}

function relation(spdxElementId: string, relationshipType: string, relatedSpdxElement: string) {
  return { spdxElementId, relationshipType, relatedSpdxElement };
}

/** An expression of SPDX's own identifiers; what is none of that form is not claimed. */
const EXPRESSION = /^[A-Za-z0-9][A-Za-z0-9.+-]*(?: (?:AND|OR|WITH) [A-Za-z0-9][A-Za-z0-9.+-]*)*$/;
/** Names of licences that Arch's recipes use, and that SPDX does not know. */
const ARCH_NAMES = /^(?:custom|unknown|none|A?GPL\d?|LGPL\d?|Apache|BSD\d?|MPL\d?|PHP|Python|PSF|ZLIB)$/i;

function declared(license: string | undefined): string {
  const isKnown = license !== undefined && EXPRESSION.test(license) && !ARCH_NAMES.test(license);
  return isKnown ? license : 'NOASSERTION';
}
