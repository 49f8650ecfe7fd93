import { findProgram } from '@rbee-internal/system/process';
import { ExecuteError } from '../errors.js';

/** The absolute path of a program in the absolute folders of a `PATH`. @throws ExecuteError `BASH_MISSING` */
export async function requireProgram(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const program = await findProgram(name, env);
  if (program !== undefined) return program;
  throw new ExecuteError({
    code: 'BASH_MISSING',
    message: `${name} was not found on the PATH that was passed`,
    hint: 'Install bash and the basic command line tools, or pass a PATH that has them.',
  });
}
