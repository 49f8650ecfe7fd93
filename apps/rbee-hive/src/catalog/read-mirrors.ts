import path from 'node:path';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { readRegularFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import { CommandFailure } from '../errors.js';
import { Mirror } from './mirror.js';

const FILE_NAME = 'mirrors.json';
const MAX_BYTES = 1024 * 1024;

const Content = z.strictObject({ mirrors: z.array(Mirror).max(1_000) });

/**
 * The mirrors that the user's own file names, in its order: `mirrors.json` in the folder of the user's choices.
 *
 * @throws CommandFailure `MIRRORS_UNUSABLE`
 */
export async function readMirrors(configDir: string): Promise<readonly Mirror[]> {
  const file = path.join(configDir, FILE_NAME);
  try {
    const content = await readRegularFile(file, { maxBytes: MAX_BYTES });
    return Content.parse(JSON.parse(content.toString('utf8'))).mirrors;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return [];
    throw unusable(file, error);
  }
}

function unusable(file: string, cause: unknown): CommandFailure {
  const isForm = cause instanceof SyntaxError || cause instanceof z.ZodError;
  return new CommandFailure({
    code: 'MIRRORS_UNUSABLE',
    message: `The list of mirrors ${file} cannot be used: ${isForm ? 'it does not have the form {"mirrors": [{"prefix": "https://…", "replacements": ["https://…"]}]}' : messageOf(cause)}.`,
    hint: 'Correct or remove it.',
    cause,
  });
}
