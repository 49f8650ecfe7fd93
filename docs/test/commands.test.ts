import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ADVICE } from '../.vitepress/errors/advice/index.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** By command, such as `rbee-hive model pull`, or by group: its options. */
const COMMANDS = new Map<string, ReadonlySet<string>>();
for (const program of ['rbee-hive', 'rbee-worker-registry']) {
  const text = readFileSync(path.join(ROOT, `docs/reference/command-${program}.md`), 'utf8');
  for (const section of text.split(/^#+ (?=rbee-)/m).slice(1)) {
    const name = /^.*/.exec(section)?.[0] ?? '';
    COMMANDS.set(name, new Set(section.match(/--[a-z][a-z-]+/g)));
  }
}

const texts: [place: string, text: string][] = [
  ...pagesIn('docs'),
  ...readmes(),
  ...Object.entries(ADVICE).map(([code, { why, todo }]): [string, string] => [
    `errors/${code}`,
    `${why}\n${todo}`,
  ]),
];

test('every command and option that a page names exists', () => {
  const problems = texts.flatMap(([place, text]) =>
    [...text.matchAll(/\b(rbee-hive|rbee-worker-registry|pnpm@12 hive) ([a-z][^`|\n]*)/g)].flatMap(
      ([whole, program = '', rest = '']) =>
        problemsOf(program === 'pnpm@12 hive' ? 'rbee-hive' : program, rest).map(
          (problem) => `${place}: ${problem} in "${whole}"`,
        ),
    ),
  );
  expect(problems).toEqual([]);
  expect(COMMANDS.size).toBeGreaterThan(30);
});

function problemsOf(program: string, rest: string): string[] {
  // What follows `--` or a comment is not ours.
  const words = (rest.split(/ (?:--|#) /)[0] ?? '').split(/[\s,.;:)&]+/);
  const command = `${program} ${words[0]}`;
  const options = COMMANDS.get(`${command} ${words[1]}`) ?? COMMANDS.get(command);
  if (options === undefined) return /^[a-z]+$/.test(words[0] ?? '') ? [`no command ${command}`] : [];
  return words
    .filter((word) => word.startsWith('--'))
    .map((word) => /^--[a-z-]+/.exec(word)?.[0] ?? word)
    .filter((word) => !options.has(word) && !['--help', '--json', '--plain', '--quiet'].includes(word))
    .map((word) => `no option ${word}`);
}

function pagesIn(folder: string): [string, string][] {
  return readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => [name, readFileSync(path.join(ROOT, folder, name), 'utf8')]);
}

test('the shelf has a row for every worker of the registry', () => {
  const shelf = readFileSync(path.join(ROOT, 'docs/shelf.md'), 'utf8');
  const workers = readdirSync(path.join(ROOT, 'apps/worker-registry/workers'));
  expect(workers.length).toBeGreaterThan(5);
  expect(workers.filter((id) => !shelf.includes(`\`${id}\``))).toEqual([]);
});

function readmes(): [string, string][] {
  const folders = ['packages', 'apps', 'examples'].flatMap((group) =>
    readdirSync(path.join(ROOT, group)).map((name) => `${group}/${name}`),
  );
  return ['.', ...folders]
    .map((folder) => path.join(folder, 'README.md'))
    .filter((file) => existsSync(path.join(ROOT, file)))
    .map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')]);
}
