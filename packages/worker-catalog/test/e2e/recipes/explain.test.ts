import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  BARE_MACHINES,
  createSnapshotMachine,
  findNeeds,
  isArchError,
  type Machine,
  planRecipe,
} from '@rbee/aur-arch';
import { analyzePkgbuild, type Pkgbuild, parsePkgbuild } from '@rbee/pkgbuild-parser';
import { expect, test } from 'vitest';
import { RECIPES } from './recipes.js';

const MACHINES = Object.values(BARE_MACHINES).map(createSnapshotMachine);

test('what each recipe fetches and needs, on a bare Debian, a bare Arch and a Mac', async () => {
  const paragraphs = await Promise.all(
    RECIPES.map(async ({ recipe }) => [recipe, ...(await explain(recipe))].join('\n')),
  );
  await expect(`${paragraphs.join('\n\n')}\n`).toMatchFileSnapshot('explained.txt');
});

async function explain(recipe: string): Promise<string[]> {
  const text = readFileSync(path.join(import.meta.dirname, recipe, 'PKGBUILD'), 'utf8')
    .replaceAll('@FILES@', 'https://files.example')
    .replaceAll('@GIT@', 'https://git.example')
    .replace(/@(?:SHA256|MD5):[^@]+@/g, (place) =>
      place.startsWith('@MD5') ? '0'.repeat(32) : '0'.repeat(64),
    );
  const network = networkOf(text);
  const lines = await Promise.all(MACHINES.map((machine) => explainOn(text, machine)));
  return [...network, ...lines.flat()];
}

/** Which functions reach the network, by the programs that they run. */
function networkOf(text: string): string[] {
  const { functions } = analyzePkgbuild(text);
  const users = [...functions.values()].filter(({ networkTools }) => networkTools.length > 0);
  return users.length === 0
    ? []
    : [
        `  network: ${users.map(({ name, networkTools }) => `${name}() runs ${networkTools.join(', ')}`).join('; ')}`,
      ];
}

async function explainOn(text: string, machine: Machine): Promise<string[]> {
  const facts = await machine.readFacts();
  const { pkgbuild, problems } = parsePkgbuild(text, { facts });
  if (pkgbuild === undefined) throw new Error(JSON.stringify(problems));
  const head = `  on ${machine.name}:`;
  try {
    const { kind, sources } = planRecipe(pkgbuild, machine.host.architecture);
    const report = await findNeeds(
      {
        ...dependenciesOf(pkgbuild, machine.host.architecture),
        builds: kind === 'source',
        commands: commandsOf(text),
      },
      { machine },
    );
    const names = (needs: readonly { readonly dependency: string }[]) =>
      needs.map(({ dependency }) => dependency).join(', ');
    const helpless = report.missing.filter(
      ({ packages, ofSystem }) => packages.length === 0 && ofSystem !== true,
    );
    return [
      head,
      ...sources.map(
        ({ source, checksums }) => `    ${source.name} from ${source.url} (${checkOf(checksums)})`,
      ),
      `    ${report.command ?? 'nothing to install'}`,
      ...(helpless.length === 0 ? [] : [`    no package is known for: ${names(helpless)}`]),
      ...(report.unknown.length === 0 ? [] : [`    not known: ${names(report.unknown)}`]),
    ];
  } catch (error) {
    if (isArchError(error)) return [`${head} ${error.message}`];
    throw error;
  }
}

function dependenciesOf(pkgbuild: Pkgbuild, architecture: string) {
  const of = (field: string) =>
    [field, `${field}_${architecture}`].flatMap((name) => pkgbuild.arrays.get(name) ?? []);
  return {
    depends: of('depends'),
    makedepends: of('makedepends'),
    provides: [...pkgbuild.pkgnames, ...of('provides')],
  };
}

function commandsOf(text: string): string[] {
  return [...analyzePkgbuild(text).functions.values()].flatMap(({ commands }) => [...commands.keys()]);
}

function checkOf(checksums: Readonly<Record<string, string | undefined>>): string {
  const checked = Object.entries(checksums).filter(([, digest]) => digest !== undefined && digest !== 'SKIP');
  return checked.length === 0 ? 'not checked' : checked.map(([algorithm]) => algorithm).join(', ');
}
