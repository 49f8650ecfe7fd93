import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkedBash } from './house/checked-bash.js';
import { documented } from './house/documented.js';
import { flatFolders } from './house/flat-folders.js';
import { freshMocks } from './house/fresh-mocks.js';
import { mirroredTests } from './house/mirrored-tests.js';
import { readRepository } from './house/repository.js';
import { type Problem, type Rule, workspaceOf } from './house/rule.js';
import { shortReadmes } from './house/short-readmes.js';
import { visibleSkips } from './house/visible-skips.js';
import { words } from './house/words.js';

/** What a script can check of CONTRIBUTING's "The house". Biome checks functions, parameters and import cycles. */
const RULES: readonly Rule[] = [
  flatFolders,
  mirroredTests,
  visibleSkips,
  shortReadmes,
  documented,
  words,
  checkedBash,
  freshMocks,
];

/** @throws when the repository breaks a rule of the house, naming every place that does */
export async function checkHouse(root: string): Promise<void> {
  const repository = readRepository(root);
  const lines: string[] = [];
  for (const rule of RULES)
    lines.push(...(await rule.find(repository)).map((problem) => describe(rule.name, problem)));
  if (lines.length > 0) throw new Error(`Rules of the house are broken:\n  ${lines.join('\n  ')}`);
}

function describe(rule: string, { path, text }: Problem): string {
  return `[${rule}] ${path}: ${text}`;
}

/** With workspaces as arguments, shows all that is wrong in them; without, does what `check` does. */
async function main(root: string, workspaces: readonly string[]): Promise<void> {
  if (workspaces.length === 0) return await checkHouse(root);
  const repository = readRepository(root);
  let count = 0;
  for (const rule of RULES) {
    const problems = (await rule.find(repository)).filter(({ path }) =>
      workspaces.includes(workspaceOf(path)),
    );
    for (const problem of problems) console.log(describe(rule.name, problem));
    count += problems.length;
  }
  console.log(`${count} problems`);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main(fileURLToPath(new URL('..', import.meta.url)), process.argv.slice(2));
}
