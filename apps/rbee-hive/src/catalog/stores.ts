import path from 'node:path';
import type { WorkerStore } from '@rbee/worker-catalog';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import { changeAlone } from '../change-alone.js';
import { CommandFailure } from '../errors.js';

const FILE_NAME = 'stores.json';
const MAX_BYTES = 1024 * 1024;
const MAX_PASSWORD_BYTES = 64 * 1024;

const keySchema = z.object({
  keytype: z.literal('ed25519'),
  scheme: z.literal('ed25519'),
  keyval: z.object({ public: z.string().regex(/^[0-9a-f]{64}$/) }),
});

const storeSchema = z.object({
  /** `oci://host/repository`, without a tag. */
  reference: z.string().min(1).max(1_000),
  keys: z.array(keySchema).max(100),
  username: z.string().exactOptional(),
  /** Absolute; read when the store is asked. */
  passwordFile: z.string().exactOptional(),
});

const contentSchema = z.object({ stores: z.array(storeSchema).max(20) });

/** A store as the user added it. */
export type AddedStore = Readonly<z.infer<typeof storeSchema>>;

function storesFile(configDir: string): string {
  return path.join(configDir, FILE_NAME);
}

/** The file of this hive's own key. */
export function hiveKeyFile(configDir: string): string {
  return path.join(configDir, 'hive-key.pem');
}

/** The stores that the user added, in order. @throws CommandFailure `STORES_UNUSABLE` */
export async function readStores(configDir: string): Promise<readonly AddedStore[]> {
  const file = storesFile(configDir);
  try {
    const content = await readRegularFile(file, { maxBytes: MAX_BYTES });
    return contentSchema.parse(JSON.parse(content.toString('utf8'))).stores;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return [];
    throw unusable(file, error);
  }
}

/** Changes the list, one process at a time. @throws as `readStores`; the signal's reason */
export async function changeStores(
  configDir: string,
  change: (stores: readonly AddedStore[]) => readonly AddedStore[],
  signal: AbortSignal,
): Promise<readonly AddedStore[]> {
  const file = storesFile(configDir);
  return changeAlone(
    file,
    async () => {
      const stores = change(await readStores(configDir));
      await replaceFile(file, `${JSON.stringify({ stores }, null, 2)}\n`, { mode: 0o600 });
      return stores;
    },
    signal,
  );
}

/** With the password that its file holds. @throws CommandFailure `STORES_UNUSABLE` */
export async function withCredentials(store: AddedStore): Promise<WorkerStore> {
  const { reference, keys, username, passwordFile } = store;
  if (username === undefined || passwordFile === undefined) return { reference, keys };
  try {
    const content = await readRegularFile(passwordFile, { maxBytes: MAX_PASSWORD_BYTES });
    const password = content.toString('utf8').replace(/\r?\n$/, '');
    return { reference, keys, credentials: { username, password } };
  } catch (error) {
    throw unusable(passwordFile, error);
  }
}

/** The added store that a reference is in, with that reference; one that was not added has no keys. */
export async function storeOf(configDir: string, reference: string): Promise<WorkerStore> {
  const added = (await readStores(configDir)).find((one) => isIn(reference, one.reference));
  return added === undefined ? { reference } : { ...(await withCredentials(added)), reference };
}

/** Whether a reference is a tag or digest of a repository. */
function isIn(reference: string, repository: string): boolean {
  return reference === repository || /^[:@]/.test(reference.slice(repository.length))
    ? reference.startsWith(repository)
    : false;
}

function unusable(file: string, cause: unknown): CommandFailure {
  const isMalformed = cause instanceof SyntaxError || cause instanceof z.ZodError;
  return new CommandFailure({
    code: 'STORES_UNUSABLE',
    message: `${file} cannot be used: ${isMalformed ? 'it does not have the form of a list of stores' : messageOf(cause)}.`,
    hint: 'Correct or remove it; rbee-hive store add writes the list again.',
    cause,
  });
}
