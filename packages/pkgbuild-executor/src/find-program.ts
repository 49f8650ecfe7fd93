import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { ExecuteError } from './errors.js';

/** The absolute path of a program in the absolute folders of a `PATH`. @throws ExecuteError `BASH_MISSING` */
export async function findProgram(name: string, searchPath: string | undefined): Promise<string> {
  const program = await searchProgram(name, searchPath);
  if (program !== undefined) return program;
  throw new ExecuteError({
    code: 'BASH_MISSING',
    message: `${name} was not found in the PATH that was handed in`,
    hint: 'Install bash and the basic command line tools, or hand in a PATH that has them.',
  });
}

/** Like {@link findProgram}, for a program that one can do without. */
export async function searchProgram(
  name: string,
  searchPath: string | undefined,
): Promise<string | undefined> {
  for (const folder of (searchPath ?? '').split(path.delimiter)) {
    const candidate = path.join(folder, name);
    if (path.isAbsolute(folder) && (await isExecutable(candidate))) return candidate;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    // Missing, not executable and not readable all mean: look in the next folder.
    return false;
  }
}
