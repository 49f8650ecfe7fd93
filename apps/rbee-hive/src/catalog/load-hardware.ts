import { readFile } from 'node:fs/promises';
import {
  type HardwareSnapshot,
  type PartialSnapshot,
  parseHardwareOverride,
  readHardwareSnapshot,
} from '@rbee/worker-catalog';
import { CommandFailure } from '../errors.js';

/** The facts of `RBEE_HARDWARE`, which stand in place of what is found out. @throws CommandFailure `HARDWARE_INVALID` */
export function hardwareOverride(text: string | undefined): PartialSnapshot | undefined {
  if (text === undefined || text === '') return undefined;
  const read = parseHardwareOverride(text);
  if ('value' in read) return read.value;
  throw invalid('RBEE_HARDWARE', read.problem);
}

/** A snapshot that `rbee-hive hardware` printed, perhaps on another machine. @throws CommandFailure `HARDWARE_INVALID` */
export async function loadHardware(file: string): Promise<HardwareSnapshot> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw invalid(file, error instanceof Error ? error.message : String(error));
  }
  const read = readHardwareSnapshot(content);
  if ('value' in read) return read.value;
  throw invalid(file, read.problem);
}

function invalid(where: string, problem: string): CommandFailure {
  return new CommandFailure({
    code: 'HARDWARE_INVALID',
    message: `The hardware facts in ${where} cannot be used: ${problem}`,
    hint: 'rbee-hive hardware prints what they look like.',
  });
}
