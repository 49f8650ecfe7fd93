import { type Pkgbuild, type Problem, parsePkgbuild } from '@rbee/pkgbuild-parser';
import type { WorkerMetadata } from '../store/types.js';

/** A recipe as it is on one architecture, for the variants with the same variables. */
export interface RecipeView {
  readonly architecture: string;
  /** The variables that the entry sets for the recipe. */
  readonly environment: Readonly<Record<string, string>>;
  readonly pkgbuild: Pkgbuild;
}

/** Reads a recipe once for each architecture and set of variables that its programs are offered with. */
export function viewRecipe(text: string, programs: readonly WorkerMetadata[]) {
  const views: RecipeView[] = [];
  const problems = new Map<string, Problem>();
  for (const { architecture, environment } of wantedViews(programs)) {
    const result = parsePkgbuild(text, { facts: { carch: architecture, environment } });
    if (result.pkgbuild !== undefined) views.push({ architecture, environment, pkgbuild: result.pkgbuild });
    for (const problem of result.problems)
      problems.set(`${problem.range.start.line} ${problem.message}`, problem);
  }
  return { views, problems: [...problems.values()] };
}

/** The views that count for a program. */
export function viewsFor(program: WorkerMetadata, views: readonly RecipeView[]): RecipeView[] {
  const wanted = new Set(wantedViews([program]).map(keyOf));
  return views.filter((view) => wanted.has(keyOf(view)));
}

type Wanted = Pick<RecipeView, 'architecture' | 'environment'>;

function wantedViews(programs: readonly WorkerMetadata[]): Wanted[] {
  const wanted = programs.flatMap(({ architectures, env: environment = {} }) =>
    architectures.map((architecture) => ({ architecture, environment })),
  );
  return [...new Map(wanted.map((each) => [keyOf(each), each])).values()];
}

function keyOf({ architecture, environment }: Wanted): string {
  return JSON.stringify([architecture, Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
