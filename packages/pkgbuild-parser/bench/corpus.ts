/**
 * Compares what we and makepkg say of whole collections: `npx tsx bench/corpus.ts [--sample NUMBER] FOLDER…`
 * Debian's package `makepkg` must be installed; nothing else of the recipes is run than makepkg itself runs. A
 * sample is the same every time: the recipes whose names have the least digests.
 */
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { formatProblem, formatSrcinfo, type ParseResult } from '../src/index.js';
import { readPkgbuild } from '../src/node.js';
import { differences } from '../test/makepkg/recipes/differences.js';
import { type Printed, prepareTools, printSrcinfo } from '../test/makepkg/run-makepkg.js';
import { findRecipes } from './collection.js';

type Outcome = 'equal' | 'both refuse' | 'ours dynamic' | 'other in 6.0.2' | 'WRONG';

const { values, positionals } = parseArgs({
  options: { sample: { type: 'string' } },
  allowPositionals: true,
});
const found = await findRecipes(positionals);
const files = values.sample === undefined ? found : sampleOf(found, Number(values.sample));
if (files.length === 0) throw new Error('Name a folder that holds PKGBUILDs.');
const scratch = await mkdtemp(path.join(tmpdir(), 'pkgbuild-corpus-'));
const tools = await prepareTools(scratch);
const outcomes = new Map<Outcome, number>();
const reasons = new Map<string, number>();
const time = { ours: 0, theirs: 0 };
const waiting = files.entries();
try {
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  report();
} finally {
  await rm(scratch, { recursive: true });
}

async function work(): Promise<void> {
  for (const [index, file] of waiting) {
    const around = path.join(scratch, String(index));
    const folder = path.join(around, 'recipe');
    await mkdir(around);
    await copyFolder(path.dirname(file), folder);
    await cp(file, path.join(folder, 'PKGBUILD'));
    await copySiblings(path.resolve(path.dirname(file)), { around, text: await readFile(file, 'utf8') });
    const start = performance.now();
    const printed = await printSrcinfo(folder, tools);
    time.theirs += performance.now() - start;
    judge(file, await ours(folder, around), printed);
    await rm(around, { recursive: true });
  }
}

function sampleOf(all: readonly string[], size: number): string[] {
  const digest = (file: string) => createHash('sha256').update(file).digest('hex');
  const byDigest = new Map(all.map((file) => [digest(file), file]));
  return [...byDigest.keys()]
    .sort()
    .slice(0, size)
    .map((key) => byDigest.get(key) ?? '');
}

/** The files beside the recipe, which its checks ask about; not what lies in folders below. */
async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.isFile()) await cp(path.join(from, entry.name), path.join(to, entry.name));
    else if (entry.isDirectory()) await mkdir(path.join(to, entry.name));
  }
}

/** The folders beside the recipe's own that it mentions: recipes of one collection share files. */
async function copySiblings(
  folder: string,
  { around, text }: { readonly around: string; readonly text: string },
): Promise<void> {
  if (!text.includes('../')) return;
  const parent = path.dirname(folder);
  for (const name of await readdir(parent)) {
    if (name !== 'recipe' && text.includes(`/${name}`)) {
      await cp(path.join(parent, name), path.join(around, name), { recursive: true });
    }
  }
}

async function ours(folder: string, root: string): Promise<ParseResult> {
  const environment = { HOME: folder, LC_ALL: 'C.UTF-8' };
  const start = performance.now();
  const result = await readPkgbuild(path.join(folder, 'PKGBUILD'), {
    root,
    facts: { carch: 'x86_64', environment },
  });
  time.ours += performance.now() - start;
  return result;
}

function judge(file: string, { pkgbuild, problems }: ParseResult, { status, output, errors }: Printed): void {
  const refusals = problems.filter(({ severity, code }) => severity === 'error' && code !== 'DYNAMIC');
  const text = pkgbuild && formatSrcinfo(pkgbuild);
  const doubts = problems.filter(
    ({ code, variable }) => code === 'DYNAMIC' && (text === undefined || variable === undefined),
  );
  const isRefused = refusals.length > 0;
  if (isRefused) {
    const later = Object.entries(differences).find(([, { old, message }]) =>
      refusals.every((refusal) => old === 'accepts' && message.test(refusal.message)),
    );
    if (status !== 0) count('both refuse');
    else if (later !== undefined) {
      count('other in 6.0.2');
      console.log(`other in 6.0.2: ${file}: ${later[0]}`);
    } else wrong(file, `we refuse: ${refusals.map(formatProblem).join('; ')}`);
  } else if (text === undefined || doubts.length > 0) {
    count('ours dynamic');
    const [first] = doubts;
    const reason = first?.message.replace(/^.*depends on /, '') ?? 'unknown';
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    console.log(`dynamic ${file}: ${first === undefined ? '' : formatProblem(first)}`);
  } else if (status !== 0)
    wrong(file, `makepkg refuses: ${errors.trim().split('\n').slice(0, 3).join(' | ')}`);
  else if (text !== output) wrong(file, firstDifference(text, output));
  else count('equal');
}

function count(outcome: Outcome): void {
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}

function wrong(file: string, message: string): void {
  count('WRONG');
  console.log(`WRONG ${file}: ${message}`);
}

function firstDifference(mine: string, theirs: string): string {
  const expected = theirs.split('\n');
  const index = mine.split('\n').findIndex((line, at) => line !== expected[at]);
  return `line ${index + 1}: we have "${mine.split('\n')[index]}", makepkg "${expected[index]}"`;
}

function report(): void {
  const known = files.length - (outcomes.get('ours dynamic') ?? 0) - (outcomes.get('WRONG') ?? 0);
  console.log(
    `\n${files.length} files: ${[...outcomes].map(([outcome, number]) => `${number} ${outcome}`).join(', ')}`,
  );
  console.log(`exact: ${((100 * known) / files.length).toFixed(2)} %`);
  for (const [reason, number] of [...reasons].sort(([, a], [, b]) => b - a))
    console.log(`  ${number} × ${reason}`);
  console.log(
    `ours ${(time.ours / files.length).toFixed(2)} ms a file (read from disk, each once), makepkg ${(time.theirs / files.length).toFixed(0)} ms`,
  );
}
