import path from 'node:path';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import { changeAlone } from '../change-alone.js';
import { CommandFailure } from '../errors.js';

const FILE_NAME = 'license-origins.json';
const MAX_BYTES = 1024 * 1024;

const Content = z.object({ origins: z.array(z.string()) });

/** The file with the origins that the user trusts with the licence token. */
function licenseOriginsFile(configDir: string): string {
  return path.join(configDir, FILE_NAME);
}

/** The origins that the user trusts, in order. @throws CommandFailure `LICENSE_ORIGINS_UNUSABLE` */
export async function readLicenseOrigins(configDir: string): Promise<readonly string[]> {
  const file = licenseOriginsFile(configDir);
  try {
    const content = await readRegularFile(file, { maxBytes: MAX_BYTES });
    return Content.parse(JSON.parse(content.toString('utf8'))).origins;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return [];
    throw unusable(file, error);
  }
}

/** Changes the list, one process at a time. @returns the list after it @throws as `readLicenseOrigins`; the signal's reason */
export async function changeLicenseOrigins(
  configDir: string,
  change: (origins: readonly string[]) => readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const file = licenseOriginsFile(configDir);
  try {
    return await changeAlone(
      file,
      async () => {
        const origins = [...new Set(change(await readLicenseOrigins(configDir)))].sort();
        await replaceFile(file, `${JSON.stringify({ origins }, null, 2)}\n`, { mode: 0o600 });
        return origins;
      },
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof CommandFailure ? error : unusable(file, error);
  }
}

function unusable(file: string, cause: unknown): CommandFailure {
  const reason =
    cause instanceof SyntaxError || cause instanceof z.ZodError
      ? 'it does not have the form {"origins": ["https://…"]}'
      : messageOf(cause);
  return new CommandFailure({
    code: 'LICENSE_ORIGINS_UNUSABLE',
    message: `The list of trusted licence origins ${file} cannot be used: ${reason}.`,
    hint: 'Correct or remove it; rbee-hive license trust ORIGIN writes it again.',
    cause,
  });
}
