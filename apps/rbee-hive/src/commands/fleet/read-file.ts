import path from 'node:path';
import { messageOf } from '@rbee-internal/coded-error';
import { readRegularFile } from '@rbee-internal/system/files';
import { CommandFailure } from '../../errors.js';

const MAX_BYTES = 256 * 1024;

/** A file of what should run where, and what to call it. @throws CommandFailure `FLEET_FILE_UNREADABLE` */
export async function readFile(typed: string): Promise<{ readonly text: string; readonly name: string }> {
  try {
    const text = (await readRegularFile(path.resolve(typed), { maxBytes: MAX_BYTES })).toString('utf8');
    return { text, name: typed };
  } catch (cause) {
    throw new CommandFailure({
      code: 'FLEET_FILE_UNREADABLE',
      message: `Cannot read ${typed}: ${messageOf(cause)}`,
      hint: 'Name the file that says what should run where, such as fleet.yaml.',
      cause,
    });
  }
}
