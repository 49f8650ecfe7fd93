import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Of the programs named, those that are there, for `describe.each`. */
export function installed(...names: readonly string[]): string[] {
  return names.filter((name) => pathOf(name) !== undefined);
}

/** Where a program lies in the search path. */
export function pathOf(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there, or not to be run: the next folder of the path is asked.
    return false;
  }
}
