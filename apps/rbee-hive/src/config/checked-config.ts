import { createHash } from 'node:crypto';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import packageJson from '../../package.json' with { type: 'json' };
import { configFile } from '../config-folder.js';

const FILE = 'config-checked';
const MAX_BYTES = 1024 * 1024;

/** Whether this version has found nothing wrong with the configuration as it is: then one command need not know all others. */
export async function isChecked(configDir: string, stateDir: string): Promise<boolean> {
  const [stamp, checked] = await Promise.all([stampOf(configDir), read(path.join(stateDir, FILE))]);
  return stamp !== undefined && stamp === checked?.toString('latin1');
}

/** Keeps that nothing is wrong with it. A state folder that is not there, or cannot be written, costs time and nothing else. */
export async function markChecked(configDir: string, stateDir: string): Promise<void> {
  const stamp = await stampOf(configDir);
  if (stamp === undefined) return;
  await replaceFile(path.join(stateDir, FILE), stamp, { durable: false }).catch((error: unknown) => {
    if (!isSystemError(error)) throw error;
  });
}

async function stampOf(configDir: string): Promise<string | undefined> {
  const content = await read(configFile(configDir));
  return content && createHash('sha256').update(`${packageJson.version}\n`).update(content).digest('hex');
}

async function read(file: string): Promise<Buffer | undefined> {
  try {
    return await readRegularFile(file, { maxBytes: MAX_BYTES });
  } catch {
    // What cannot be read is not known to be right; what reads it next says why.
    return undefined;
  }
}
