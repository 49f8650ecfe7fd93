import { ExecuteError } from '../errors.js';
import { sourceFailure } from '../failures.js';
import { type ResolvedOptions, resolveRecipe } from '../options.js';
import { prepareRun } from '../run.js';
import type { ExecuteOptions } from '../types.js';
import { withBash } from './bash-session.js';
import type { Fact } from './outcome.js';

/**
 * The options with what was not given of the recipe: its base, its packages, its functions. bash sources the file for
 * it, in the sandbox of a build.
 * @throws ExecuteError `SOURCE_FAILED`, `INVALID_NAME`, and those of starting bash
 */
export async function askNames(options: ResolvedOptions, given: ExecuteOptions): Promise<ResolvedOptions> {
  const run = await prepareRun(options);
  try {
    return await withBash(run, { kind: 'shared', exports: [] }, async (bash) => {
      const failure = sourceFailure(await bash.ask({ verb: 'source' }), run.recorder.about());
      if (failure !== undefined) throw failure;
      const outcome = await bash.ask({ verb: 'names' });
      return { ...options, ...readNames(outcome.type === 'reply' ? outcome.reply.facts : [], given) };
    });
  } finally {
    await run.close();
  }
}

function readNames(facts: readonly Fact[], given: ExecuteOptions): ReturnType<typeof resolveRecipe> {
  const valuesOf = (wanted: string) => facts.flatMap(({ name, value }) => (name === wanted ? [value] : []));
  const pkgnames = given.pkgnames ?? valuesOf('pkgname');
  if (pkgnames.length === 0)
    throw new ExecuteError({
      code: 'INVALID_NAME',
      message: 'The PKGBUILD sets no pkgname, but at least one package was expected',
    });
  return resolveRecipe({
    pkgbase: given.pkgbase ?? valuesOf('pkgbase')[0],
    pkgnames,
    functions: given.functions ?? valuesOf('function'),
  });
}
