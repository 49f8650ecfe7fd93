import { createHash } from 'node:crypto';
import type { CallOptions } from '@rbee/artifact-catalog';
import { type Host, type Machine, planRecipe, type RecipePlan } from '@rbee/aur-arch';
import { type HostFacts, type ParseResult, type Pkgbuild, parsePkgbuild } from '@rbee/pkgbuild-parser';
import { requirePkgbuild } from './parse-recipe.js';

/** A worker's recipe, read without running it. */
export interface WorkerRecipe {
  readonly pkgbuild: Pkgbuild;
  /** What of it applies to this machine. */
  readonly plan: RecipePlan;
  /** The facts of the machine that its sources and version depend on: `uname -m`, `command nvidia-smi` … */
  readonly facts: readonly string[];
  /** The variables that only running it could tell, and that were evaluated in a sandbox. */
  readonly evaluated: readonly string[];
}

/** What reading a recipe depends on. */
export interface ReadRecipeOptions extends CallOptions {
  /** Where the text comes from, for messages. */
  readonly origin: string;
  /** The machine that it is read for. */
  readonly host: Host;
  /** Variables that the recipe reads. @default none */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Opens the machine, to be asked for facts; only when the recipe asks for some. @default none are known */
  readonly openMachine?: ((options: CallOptions) => Promise<Machine>) | undefined;
  /** Evaluates, in a sandbox, what is only known when the recipe runs. @default it stays unknown */
  readonly evaluate?: ((text: string, options: CallOptions) => Promise<string>) | undefined;
}

/** `sha256:` and hex digits of a PKGBUILD's text. */
export function digestOfPkgbuild(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/**
 * Reads a PKGBUILD for a machine.
 *
 * @throws ProvisionError `PKGBUILD_INVALID`, `NOT_EVALUATED`; ArchError `ARCHITECTURE_UNSUPPORTED`, `SOURCES_DYNAMIC`,
 * `CHECKSUMS_MISSING`, `CHECKSUMS_COUNT`
 */
export async function readRecipe(text: string, options: ReadRecipeOptions): Promise<WorkerRecipe> {
  const { origin, host, evaluate, signal } = options;
  const facts = { carch: host.architecture, environment: { ...options.env } };
  const known = await parseWithFacts(text, facts, options);
  const open = unknownIn(known.parsed);
  if (evaluate === undefined || open === undefined) return recipeOf(known.parsed, { origin, host });
  const evaluated = parsePkgbuild(text + (await evaluate(text, { signal })), { facts: known.facts });
  return { ...recipeOf(evaluated, { origin, host }), evaluated: open };
}

interface Parsed {
  readonly parsed: ParseResult;
  readonly facts: HostFacts;
}

/** The machine is only asked when the recipe asks for something. */
async function parseWithFacts(
  text: string,
  facts: HostFacts,
  { openMachine, signal }: ReadRecipeOptions,
): Promise<Parsed> {
  const parsed = parsePkgbuild(text, { facts });
  if (openMachine === undefined || unknownIn(parsed) === undefined) return { parsed, facts };
  const machine = await openMachine({ signal });
  const more = { ...(await machine.readFacts({ signal })), ...facts };
  return { parsed: parsePkgbuild(text, { facts: more }), facts: more };
}

/** The variables that are not known; none for a recipe that can be read as it is. */
function unknownIn({ pkgbuild, problems }: ParseResult): readonly string[] | undefined {
  if (pkgbuild === undefined) return problems.some(({ code }) => code === 'DYNAMIC') ? [] : undefined;
  const names = [...pkgbuild.dynamic.keys()].filter((name) => FIELDS.test(name));
  return names.length > 0 ? names : undefined;
}

/** What an installation reads of a recipe before it runs. */
const FIELDS =
  /^(?:pkgbase|pkgname|pkgver|pkgrel|epoch|arch|noextract|validpgpkeys|(?:source|(?:ck|md5|sha\d+|b2)sums|depends|makedepends|checkdepends)(?:_.*)?)$/;

function recipeOf(
  parsed: ParseResult,
  { origin, host }: Pick<ReadRecipeOptions, 'origin' | 'host'>,
): WorkerRecipe {
  const pkgbuild = requirePkgbuild(parsed, origin);
  const decided = [...pkgbuild.facts].filter(([name]) => FIELDS.test(name)).flatMap(([, facts]) => facts);
  const facts = [...new Set(decided)].filter((fact) => fact !== 'CARCH').sort();
  return { pkgbuild, plan: planRecipe(pkgbuild, host.architecture), facts, evaluated: [] };
}
