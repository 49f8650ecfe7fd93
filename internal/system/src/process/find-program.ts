import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

/** The path of an installed program, looked up in the absolute folders of a `PATH`. */
export async function findProgram(
  name: string,
  { PATH = '' }: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  for (const folder of PATH.split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    const candidate = path.join(folder, name);
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    // Whatever the reason, it cannot be run.
    return false;
  }
}
