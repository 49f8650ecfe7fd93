import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { type ExecuteEvent, type ExecuteOptions, type ExecuteResult, executePkgbuild } from '../src/index.js';

/** Options that name every folder and all that is known of the recipe. */
export type WholeOptions = ExecuteOptions & {
  readonly [Name in
    | ('startDir' | 'srcDir' | 'pkgDir' | 'workDir')
    | ('pkgbase' | 'pkgnames' | 'functions' | 'carch' | 'env')]: NonNullable<ExecuteOptions[Name]>;
};

export interface Recipe {
  readonly options: WholeOptions;
  /** Everything that was emitted, in order. */
  readonly events: ExecuteEvent[];
  /** The lines printed so far, in order; of one stream or both. */
  lines(stream?: 'stdout' | 'stderr'): string[];
  run(): Promise<ExecuteResult>;
}

/** Writes a PKGBUILD into a new folder, with everything its execution needs. Its functions are found by name. */
export async function writeRecipe(
  pkgbuild: string,
  changes: Partial<ExecuteOptions> = {},
  folder = '.',
): Promise<Recipe> {
  const root = path.join(await useTempDir(), folder);
  const paths = {
    pkgbuildPath: path.join(root, 'PKGBUILD'),
    startDir: root,
    srcDir: path.join(root, 'src'),
    pkgDir: path.join(root, 'pkg'),
    workDir: path.join(root, 'work'),
  };
  for (const made of [paths.srcDir, paths.pkgDir, paths.workDir]) await mkdir(made, { recursive: true });
  await writeFile(paths.pkgbuildPath, pkgbuild);
  const events: ExecuteEvent[] = [];
  const options = {
    ...paths,
    pkgbase: 'demo',
    pkgnames: ['demo'],
    functions: [...pkgbuild.matchAll(/^(?<name>[\w-]+) *\(\)/gm)].map(({ groups }) => groups?.name ?? ''),
    carch: 'x86_64',
    env: { PATH: process.env.PATH },
    sandbox: 'off',
    fakeroot: 'off',
    onEvent: (event: ExecuteEvent) => events.push(event),
    ...changes,
    // A change names another value, never none.
  } as WholeOptions;
  return {
    options,
    events,
    lines: (stream) =>
      events.flatMap((event) =>
        event.type === 'output' && (stream === undefined || event.stream === stream) ? [event.line] : [],
      ),
    run: () => executePkgbuild(options),
  };
}

/** The events as short text, without times. */
export function summary(events: readonly ExecuteEvent[]): string[] {
  return events.map((event) => {
    const name = event.package === undefined ? event.phase : `${event.phase} ${event.package}`;
    return event.type === 'output' ? `${name}: ${event.line}` : `${event.type} ${name}`;
  });
}
