import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';

/** The path of a program by the `PATH` of the environment. */
export async function findProgram(
  name: string,
  { PATH = '' }: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  for (const folder of PATH.split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    const candidate = path.join(folder, name);
    const isThere = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return candidate;
  }
  return undefined;
}
