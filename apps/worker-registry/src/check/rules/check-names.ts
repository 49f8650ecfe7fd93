import type { Check, CheckedWorker, CheckProblem } from './check.js';

/** Name, version and licence. With a `pkgver()` the version is only known once the sources are there. */
export const checkNames: Check = (worker) => [
  ...nameProblems(worker),
  ...versionProblems(worker),
  ...licenseProblems(worker),
  ...addressProblems(worker),
];

function nameProblems({ metadata: { id }, recipes }: CheckedWorker): CheckProblem[] {
  return recipes.flatMap(({ pkgbuild: { pkgbase, pkgnames } }): CheckProblem[] => {
    if (pkgbase === id || pkgnames.includes(id)) return [];
    const message = `pkgname is ${pkgnames.join(', ')}, but the worker is ${id}`;
    return [{ severity: 'warning', code: 'NAME', file: 'PKGBUILD', field: 'pkgname', message }];
  });
}

function versionProblems({ programs, recipes }: CheckedWorker): CheckProblem[] {
  return programs.flatMap(({ version }) =>
    recipes.flatMap(({ pkgbuild: { pkgver, functions } }): CheckProblem[] => {
      if (functions.has('pkgver') || version === pkgver) return [];
      const message = `it is ${version}, but the recipe's pkgver is ${pkgver}`;
      return [{ severity: 'error', code: 'VERSION', file: 'worker.json', field: 'version', message }];
    }),
  );
}

function licenseProblems({ programs, recipes }: CheckedWorker): CheckProblem[] {
  return programs.flatMap(({ license }) =>
    recipes.flatMap(({ pkgbuild: { arrays } }): CheckProblem[] => {
      const own = arrays.get('license')?.join(' AND ');
      if (license === undefined || own === undefined || own === license) return [];
      const message = `it is ${license}, but the recipe's is ${own}`;
      return [{ severity: 'warning', code: 'LICENSE', file: 'worker.json', field: 'license', message }];
    }),
  );
}

/** Where a client would ask for the recipe: this registry has it at one place. */
function addressProblems({ metadata, programs }: CheckedWorker): CheckProblem[] {
  return programs.flatMap(({ id, pkgbuild_url: url }): CheckProblem[] => {
    const places = [id, metadata.id].flatMap((each) => {
      const place = `workers/${each}/PKGBUILD`;
      return [place, `/${place}`];
    });
    if (url === undefined || places.includes(url)) return [];
    const message = `it is ${url}, but the recipe is served at /workers/${metadata.id}/PKGBUILD`;
    return [{ severity: 'error', code: 'METADATA', file: 'worker.json', field: 'pkgbuild_url', message }];
  });
}
