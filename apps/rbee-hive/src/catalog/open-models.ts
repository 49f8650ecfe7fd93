import os from 'node:os';
import path from 'node:path';
import { ModelCatalog } from '@rbee/model-catalog';
import { isSystemError } from '@rbee-internal/coded-error';
import { readRegularFile } from '@rbee-internal/system/files';
import type { CommandContext } from '../context.js';
import { localOnly } from '../hive/local-only.js';

const MAX_TOKEN_BYTES = 4_096;

/**
 * Opens this machine's catalog of models with the hub that the environment names, as its own tools read it.
 *
 * @throws CommandFailure `LOCAL_ONLY` with another machine's hive
 */
export async function openModels(
  context: Pick<CommandContext, 'env' | 'secrets' | 'signal' | 'isElsewhere'>,
): Promise<ModelCatalog> {
  const { env, secrets, signal, isElsewhere } = context;
  if (isElsewhere) throw localOnly('This');
  return ModelCatalog.open({
    huggingFace: {
      endpoint: env.HF_ENDPOINT || undefined,
      token: secrets.hubToken ?? (await readTokenFile(env)),
    },
    downloads: { offline: env.HF_HUB_OFFLINE === '1' },
    process: { env, homeDir: os.homedir(), platform: process.platform },
    signal,
  });
}

/** Where the hub's own command line puts the token of who has signed in. */
async function readTokenFile(env: CommandContext['env']): Promise<string | undefined> {
  const cache = env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  const file = path.join(env.HF_HOME || path.join(cache, 'huggingface'), 'token');
  try {
    const text = (await readRegularFile(file, { maxBytes: MAX_TOKEN_BYTES })).toString('utf8').trim();
    return text === '' ? undefined : text;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return undefined;
    throw error;
  }
}
