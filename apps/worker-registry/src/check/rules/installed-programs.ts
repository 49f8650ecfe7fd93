import type { Pkgbuild, PkgbuildFunction } from '@rbee/pkgbuild-parser';

/** What `package()` puts under a `bin` folder. */
export interface InstalledPrograms {
  readonly names: readonly string[];
  /** Whether these are all: every command that mentions `$pkgdir` is a plain `install` of one file. */
  readonly isComplete: boolean;
}

/** In a folder of programs, or at the top: where a client looks. */
const PROGRAM_PLACE = /^[^/]+$|(?:^|\/)s?bin\/[^/]+$/;

/** Reads it from the text of the package functions: nothing is guessed of loops, variables and other programs. */
export function installedPrograms(recipe: Pkgbuild): InstalledPrograms {
  const found = packageFunctions(recipe).map((each) => programsOf(each, recipe));
  return {
    names: [...new Set(found.flatMap(({ names }) => names))],
    isComplete: found.every(({ isComplete }) => isComplete),
  };
}

/** `package()` or the `package_<name>()` of each package. */
export function packageFunctions({ functions, pkgnames }: Pkgbuild): PkgbuildFunction[] {
  return ['package', ...pkgnames.map((name) => `package_${name}`)].flatMap(
    (name) => functions.get(name) ?? [],
  );
}

function programsOf({ name, text }: PkgbuildFunction, recipe: Pkgbuild): InstalledPrograms {
  const variables = new Map(recipe.scalars);
  variables.set('pkgname', name === 'package' ? (recipe.pkgnames[0] ?? '') : name.slice('package_'.length));
  const names: string[] = [];
  let isComplete = true;
  for (const command of commandsOf(text)) {
    if (!/\bpkgdir\b/.test(command) || /^(?:mkdir|install\s+-d)\s/.test(command)) continue;
    const target = targetOf(command, variables);
    if (target === undefined) isComplete = false;
    else if (PROGRAM_PLACE.test(target)) names.push(target.slice(target.lastIndexOf('/') + 1));
  }
  return { names, isComplete };
}

function commandsOf(text: string): string[] {
  return text
    .replace(/\\\n/g, ' ')
    .replace(/^[^{(]*\(\s*\)\s*\{|\}\s*$/g, '')
    .split(/\n|;|&&|\|\|/)
    .map((command) => command.trim())
    .filter((command) => !command.startsWith('#'));
}

/** The one file that a plain `install` command makes, as a path below `$pkgdir`; else nothing. */
function targetOf(command: string, variables: ReadonlyMap<string, string>): string | undefined {
  const pattern = /^install\s.*?\s"?\$(?:pkgdir|\{pkgdir\})"?\/(?<target>[^\s"']+)["']?\s*$/;
  const written = pattern.exec(command)?.groups?.target;
  if (written === undefined) return undefined;
  const isInFolder = written.endsWith('/') || /\s(?:-t|--target-directory|-\w*t)\b/.test(command);
  const target = written.replace(
    /\$(?:(\w+)|\{(\w+)\})/g,
    (text, plain?: string, braced?: string) => variables.get(plain ?? braced ?? '') ?? text,
  );
  if (/[$`*?{}[\]]/.test(target)) return undefined;
  if (!isInFolder) return target;
  return /(?:^|\/)s?bin\/?$/.test(target) ? undefined : target;
}
