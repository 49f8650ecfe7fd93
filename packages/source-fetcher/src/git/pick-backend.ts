import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { findProgram } from '@rbee-internal/system/process';
import { SourceFetchError } from '../errors.js';
import type { FetchContext } from '../fetchers/fetcher.js';
import type { ProgressReporter } from '../progress.js';
import type { GitBackend } from './backends/backend.js';
import type { EmbeddedInit } from './backends/embedded.js';
import { BackendUnfitError } from './backends/embedded-http.js';
import { createSystemBackend } from './backends/system.js';
import type { GitTransport } from './remote.js';
import type { GitMirror } from './repository.js';

/**
 * The embedded git holds packs in memory; above this the system's is asked, where there is one, and what came until
 * then comes again: so it is no more than that is worth.
 */
const LARGE_PACK_BYTES = 32 * 1024 ** 2;

export interface PickInit {
  readonly context: FetchContext;
  readonly progress: ProgressReporter;
  readonly transport: GitTransport;
}

/** The backends that may do it, the preferred one first; the next is for what turns out too large for it. */
export async function pickBackends(mirror: GitMirror, init: PickInit): Promise<readonly GitBackend[]> {
  const { context, transport } = init;
  const system = createSystemBackend(init);
  if (context.git === 'system') return [system];
  if (context.git === 'embedded' || (context.fetch !== undefined && transport === 'http')) {
    if (transport !== 'http') throw unsupportedError(mirror, transport);
    return [await openEmbedded(init)];
  }
  if (transport !== 'http') return [system];
  if ((await findProgram('git', context.env)) === undefined) return [await openEmbedded(init)];
  if ((await packBytes(mirror)) > LARGE_PACK_BYTES) return [system];
  return [await openEmbedded({ ...init, maxPackBytes: LARGE_PACK_BYTES }), system];
}

/** What the first backend makes of it, or the next where it is too large for that one. */
export async function tryBackends<T>(
  backends: readonly GitBackend[],
  use: (backend: GitBackend) => Promise<T>,
): Promise<T> {
  const [first, ...others] = backends;
  if (first === undefined) throw new TypeError('There is no git backend.');
  try {
    return await use(first);
  } catch (error) {
    if (!(error instanceof BackendUnfitError)) throw error;
    return tryBackends(others, use);
  }
}

/** isomorphic-git takes longer to load than all the rest. */
async function openEmbedded(init: EmbeddedInit): Promise<GitBackend> {
  return (await import('./backends/embedded.js')).createEmbeddedBackend(init);
}

async function packBytes({ folder }: GitMirror): Promise<number> {
  const packs = path.join(folder, 'objects/pack');
  try {
    const sizes = (await readdir(packs)).map(async (name) => (await stat(path.join(packs, name))).size);
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return 0;
    throw error;
  }
}

function unsupportedError({ name }: GitMirror, transport: GitTransport): SourceFetchError {
  return new SourceFetchError({
    code: 'UNSUPPORTED_PROTOCOL',
    message: `The source '${showForeign(name)}' needs git over ${transport}, but the embedded git knows only http and https.`,
    hint: "Let the system's git do it: git: 'auto' or 'system'.",
  });
}
