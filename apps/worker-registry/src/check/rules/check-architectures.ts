import type { Check, CheckProblem } from './check.js';

/** An architecture that is offered must be one of the recipe's; one that is not offered is only a warning. */
export const checkArchitectures: Check = ({ programs, recipes }) => {
  const offered = new Set<string>(programs.flatMap(({ architectures }) => architectures));
  return recipes.flatMap(({ architecture, pkgbuild: { arch } }): CheckProblem[] => {
    const about = { code: 'ARCHITECTURES', file: 'worker.json', field: 'architectures' } as const;
    if (arch.includes('any')) return [];
    if (!arch.includes(architecture)) {
      const message = `it offers ${architecture}, but the recipe's arch is ${arch.join(', ')}`;
      return [{ ...about, severity: 'error', message }];
    }
    return arch
      .filter((each) => ['x86_64', 'aarch64'].includes(each) && !offered.has(each))
      .map((each) => ({ ...about, severity: 'warning', message: `the recipe also supports ${each}` }));
  });
};
