import { copyFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatProblem, type Pkgbuild, parsePkgbuild, parseSource } from '@rbee/pkgbuild-parser';
import { isSystemError } from '@rbee-internal/coded-error';
import { installedPrograms } from '../check/rules/installed-programs.js';
import { WorkerRegistryError } from '../errors.js';
import { isFileName } from '../store/names.js';
import { folderPath } from '../store/read-folder.js';
import { METADATA_FILE, RECIPE_FILE } from '../store/read-worker-files.js';
import { requireWorkerId } from './new-worker.js';

export interface ImportFlags {
  readonly workers: string | URL;
  /** @default its pkgbase */
  readonly id?: string | undefined;
}

/** A draft, and what its author has to look at. */
export interface ImportedRecipe {
  readonly folder: string;
  /** In a sentence each. */
  readonly open: readonly string[];
}

/** The largest recipe, in bytes. */
const MAX_BYTES = 1024 * 1024;
const ARCHITECTURES = ['x86_64', 'aarch64'];
const SHARED_BACKENDS = /-(cpu|cuda|metal|rocm|vulkan)$/;

/**
 * Drafts a worker's entry from a recipe, which is copied unchanged with the local files that it names.
 *
 * @throws WorkerRegistryError `INVALID_ARGUMENT`, `INVALID_WORKER` (makepkg would refuse it), `ALREADY_EXISTS`
 */
export async function importRecipe(file: string, { workers, id }: ImportFlags): Promise<ImportedRecipe> {
  const text = await readRecipe(file);
  const recipe = parse(file, text);
  const worker = id ?? recipe.pkgbase.toLowerCase();
  requireWorkerId(worker);
  const { entry, open } = draft(worker, recipe);
  const folder = path.join(folderPath(workers), worker);
  await mkdir(path.dirname(folder), { recursive: true });
  await mkdir(folder).catch((error: unknown) => {
    throw isSystemError(error, 'EEXIST') ? alreadyThere(folder, error) : error;
  });
  try {
    await writeFile(path.join(folder, RECIPE_FILE), text, { flag: 'wx' });
    await writeFile(path.join(folder, METADATA_FILE), `${JSON.stringify(entry, undefined, 2)}\n`, {
      flag: 'wx',
    });
    await copyLocalFiles(path.dirname(file), folder, recipe);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return { folder, open };
}

async function readRecipe(file: string): Promise<string> {
  const stats = await stat(file).catch((error: unknown) => {
    throw isSystemError(error, 'ENOENT', 'ENOTDIR') ? notARecipe(file, 'it is not there', error) : error;
  });
  if (!stats.isFile()) throw notARecipe(file, 'it is not a file');
  if (stats.size > MAX_BYTES) throw notARecipe(file, `it has more than ${MAX_BYTES} bytes`);
  return readFile(file, 'utf8');
}

function parse(file: string, text: string): Pkgbuild {
  const { pkgbuild, problems } = parsePkgbuild(text, { facts: { carch: 'x86_64' } });
  if (pkgbuild !== undefined) return pkgbuild;
  const errors = problems.filter(({ severity }) => severity === 'error').slice(0, 5);
  throw new WorkerRegistryError({
    code: 'INVALID_WORKER',
    message: [`${file} cannot be imported:`, ...errors.map((each) => `PKGBUILD:${formatProblem(each)}`)].join(
      '\n  ',
    ),
    hint: 'Correct the PKGBUILD; PKGBUILD(5) says what each field must hold.',
  });
}

/** What the recipe says, and what it cannot say. */
function draft(id: string, recipe: Pkgbuild) {
  const { names, isComplete } = installedPrograms(recipe);
  const [program] = names.length === 1 && isComplete ? names : names.filter((name) => name === id);
  const depends = recipe.arrays.get('depends') ?? [];
  const architectures = recipe.arch.includes('any')
    ? ARCHITECTURES
    : recipe.arch.filter((architecture) => ARCHITECTURES.includes(architecture));
  const entry = {
    id,
    name: recipe.pkgbase,
    version: recipe.pkgver,
    worker_type: SHARED_BACKENDS.exec(id)?.[1] ?? 'cpu',
    description: recipe.scalars.get('pkgdesc') ?? id,
    license: (recipe.arrays.get('license') ?? []).join(' AND ') || 'unknown',
    platforms: ['linux'],
    architectures,
    depends,
    makedepends: recipe.arrays.get('makedepends') ?? [],
    ...(program !== undefined && { binary_name: program }),
  };
  const open = [
    'launch: how it is started and what it serves; without it the worker has to take --port and --queen-url.',
    'probe: how it shows that it works; without it by --version.',
    ...(program === undefined ? ['binary_name: which program of the package is the worker.'] : []),
    ...(architectures.length === 0 ? ['architectures: the recipe is for none that is served.'] : []),
    ...(recipe.dynamic.size > 0
      ? [`Only running the recipe tells ${[...recipe.dynamic.keys()].slice(0, 10).join(', ')}.`]
      : []),
  ];
  return { entry, open };
}

/** A file that is not there is found by `check`. */
async function copyLocalFiles(from: string, to: string, recipe: Pkgbuild): Promise<void> {
  const arrays = [...recipe.arrays].filter(([name]) => /^source(?:_|$)/.test(name));
  const local = arrays
    .flatMap(([, entries]) => entries.map((entry) => parseSource(entry)))
    .filter(({ protocol }) => protocol === 'local')
    .map(({ name }) => name);
  const install = recipe.scalars.get('install');
  for (const name of new Set([...local, ...(install ? [install] : [])])) {
    if (!isFileName(name)) continue;
    await copyFile(path.join(from, name), path.join(to, name)).catch((error: unknown) => {
      if (!isSystemError(error, 'ENOENT')) throw error;
    });
  }
}

function notARecipe(file: string, problem: string, cause?: unknown): WorkerRegistryError {
  return new WorkerRegistryError({
    code: 'INVALID_ARGUMENT',
    message: `${file} cannot be imported: ${problem}.`,
    hint: 'Name a PKGBUILD.',
    cause,
  });
}

function alreadyThere(folder: string, cause: unknown): WorkerRegistryError {
  return new WorkerRegistryError({
    code: 'ALREADY_EXISTS',
    message: `${folder} already exists.`,
    hint: 'Choose another id with --id, or move the existing worker away.',
    cause,
  });
}
