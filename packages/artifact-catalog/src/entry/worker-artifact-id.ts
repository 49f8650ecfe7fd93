import { showForeign } from '@rbee-internal/redact-url';
import { ArtifactCatalogError } from '../errors.js';
import { artifactFolderName } from './artifact-folder-name.js';
import type { Platform } from './worker/worker-binary.js';

/** What a worker's artifact id is made from. */
export interface WorkerArtifactIdParts {
  /** The id that was asked for, such as `llm-worker-rbee-cpu`. */
  readonly catalogId: string;
  /** `[epoch:]pkgver[-pkgrel]` or a semantic version, without a leading `v`. */
  readonly version: string;
  readonly platform: Platform;
}

const CATALOG_ID = /^[a-z0-9][a-z0-9._+-]*$/i;
const VERSION = /^[a-z0-9][a-z0-9._+:~-]*$/i;
const PLATFORM = /^(?:Linux|MacOS|Windows)$/;

/**
 * The artifact id `{catalog id}-v{version}-{platform}` in lower case: `llm-worker-rbee-cpu-v0.1.0-linux`.
 * @throws `INVALID_ID` when a part is malformed or the whole is too long for a folder's name
 * @example
 * workerArtifactId({ catalogId: 'llm-worker-rbee-cpu', version: '0.1.0', platform: 'Linux' });
 */
export function workerArtifactId({ catalogId, version, platform }: WorkerArtifactIdParts): string {
  check(CATALOG_ID, 'catalog id', catalogId);
  check(VERSION, 'version', version);
  check(PLATFORM, 'platform', platform);
  const id = `${catalogId}-v${version}-${platform}`.toLowerCase();
  artifactFolderName(id);
  return id;
}

function check(grammar: RegExp, part: string, value: string): void {
  if (grammar.test(value)) return;
  throw new ArtifactCatalogError({
    code: 'INVALID_ID',
    message: `The ${part} "${showForeign(String(value))}" cannot be part of an artifact id: expected ${grammar.source}.`,
  });
}
