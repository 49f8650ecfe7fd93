import { forArchitecture, type Pkgbuild, packageNamed } from '@rbee/pkgbuild-parser';
import { type Check, type CheckedWorker, type CheckProblem, recipesFor } from './check.js';

/** `depends` and `makedepends`, where the metadata lists them: exactly what the recipe has. */
export const checkDepends: Check = (worker) =>
  worker.programs.flatMap((program) =>
    (['depends', 'makedepends'] as const).flatMap((field) => {
      const listed = program[field];
      return listed === undefined
        ? []
        : compare(listed, { field, asked: askedFor(program, { field, worker }) });
    }),
  );

type Field = 'depends' | 'makedepends';

/** By architecture; nothing when the recipe's own are not known. */
function askedFor(
  program: CheckedWorker['metadata'],
  { field, worker }: { readonly field: Field; readonly worker: CheckedWorker },
): readonly (readonly string[])[] | undefined {
  const lists = recipesFor(program, worker).map(([architecture, recipe]) => {
    const isUnknown = [recipe, ...recipe.packages].some(({ dynamic }) =>
      [field, `${field}_${architecture}`].some((name) => dynamic.has(name)),
    );
    return isUnknown ? undefined : dependenciesOf(recipe, field, architecture);
  });
  return lists.every((list) => list !== undefined) ? lists : undefined;
}

function dependenciesOf(recipe: Pkgbuild, field: Field, architecture: string): readonly string[] {
  const views = [
    forArchitecture(recipe, architecture),
    ...recipe.pkgnames.map((name) => packageNamed(recipe, name, { architecture, as: 'build' })),
  ];
  return views.flatMap((view) => view?.arrays.get(field) ?? []);
}

function compare(
  listed: readonly string[],
  { field, asked }: { readonly field: Field; readonly asked: readonly (readonly string[])[] | undefined },
): CheckProblem[] {
  const about = { code: 'DEPENDS', file: 'worker.json', field } as const;
  if (asked === undefined) {
    const message = `the recipe's ${field} are not known before it runs, so they cannot be compared`;
    return [{ ...about, severity: 'warning', message }];
  }
  const missing = new Set(asked.flat().filter((each) => !listed.includes(each)));
  const everywhere = [...missing].filter((each) => asked.every((list) => list.includes(each)));
  const unknown = listed.filter((each) => !asked.flat().includes(each));
  return [
    ...everywhere.map((each) => `it lacks ${each}, which the recipe has`),
    ...unknown.map((each) => `it lists ${each}, which the recipe does not have`),
  ].map((message) => ({ ...about, severity: 'error', message }));
}
