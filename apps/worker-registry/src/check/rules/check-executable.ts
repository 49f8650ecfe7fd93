import type { Check, CheckProblem } from './check.js';
import { recipesFor } from './check.js';
import { type InstalledPrograms, installedPrograms, packageFunctions } from './installed-programs.js';

/** The program that the metadata names is one that `package()` installs, where its text shows it. */
export const checkExecutable: Check = (worker) =>
  worker.programs.flatMap((program) =>
    recipesFor(program, worker).flatMap(([, recipe]): CheckProblem[] => {
      if (packageFunctions(recipe).length === 0) {
        const message = 'it has no package(), so nothing would be installed';
        return [{ severity: 'error', code: 'EXECUTABLE', file: 'PKGBUILD', message }];
      }
      const installed = installedPrograms(recipe);
      return [
        ...nameProblems(program.binary_name, installed),
        ...pathProblems(program.install_path, installed),
      ];
    }),
  );

function nameProblems(name: string | undefined, { names, isComplete }: InstalledPrograms): CheckProblem[] {
  const about = { code: 'EXECUTABLE', file: 'worker.json', field: 'binary_name' } as const;
  if (!isComplete) return [];
  if (name === undefined) {
    if (names.length === 1) return [];
    const message = `it is missing: name one of the programs that package() installs, ${listed(names)}`;
    return [{ ...about, severity: 'error', message }];
  }
  if (names.length === 0 || names.includes(baseName(name))) return [];
  return [{ ...about, severity: 'error', message: `it is ${name}, but package() installs ${listed(names)}` }];
}

function pathProblems(path: unknown, { names, isComplete }: InstalledPrograms): CheckProblem[] {
  if (typeof path !== 'string' || !isComplete || names.length === 0) return [];
  if (names.includes(baseName(path))) return [];
  const message = `it is ${path}, but package() installs ${listed(names)}`;
  return [{ severity: 'error', code: 'EXECUTABLE', file: 'worker.json', field: 'install_path', message }];
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'no program under a bin folder' : names.join(', ');
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
