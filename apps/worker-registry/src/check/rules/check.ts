import type { Pkgbuild } from '@rbee/pkgbuild-parser';
import type { WorkerMetadata } from '../../store/types.js';
import type { Finding } from '../findings.js';
import { type RecipeView, viewsFor } from '../recipe-views.js';

/** A worker whose metadata and recipe are each well-formed: do they say the same? */
export interface CheckedWorker {
  readonly metadata: WorkerMetadata;
  /** The programs it stands for: itself, or its variants. */
  readonly programs: readonly WorkerMetadata[];
  /** The recipe as it is on each architecture that is offered, with each variant's variables. */
  readonly recipes: readonly RecipeView[];
  /** The local files beside it, by name, and the keys by `keys/pgp/<fingerprint>.asc`. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** What a check found; the file is in the worker's folder. */
export interface CheckProblem extends Omit<Finding, 'path'> {
  readonly file: string;
}

export type Check = (worker: CheckedWorker) => CheckProblem[];

/** The recipes that count for a program. */
export function recipesFor(program: WorkerMetadata, { recipes }: CheckedWorker): [string, Pkgbuild][] {
  return viewsFor(program, recipes).map(({ architecture, pkgbuild }) => [architecture, pkgbuild]);
}
