/**
 * Tampers with the recipes of a collection, and looks for wrong results: exceptions, values beyond the
 * limits, and recipes that take long: `npx tsx bench/fuzz.ts [--rounds NUMBER] [--seed NUMBER] FOLDER…`
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { faultsOf } from '../test/fuzz/faults-of.js';
import { mutated, mutations } from '../test/fuzz/mutations.js';
import { findRecipes } from './collection.js';

/** Milliseconds that no recipe may take; these limits are far smaller than those by default. */
const LONGEST = 2_000;
const LIMITS = { steps: 50_000, words: 5_000, valueLength: 50_000 };

const { values, positionals } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
  allowPositionals: true,
});
const files = await findRecipes(positionals);
if (files.length === 0) throw new Error('Name a folder that holds PKGBUILDs.');
const rounds = Number(values.rounds);
const changes = fc.sample(mutations, { numRuns: rounds, seed: Number(values.seed) });
const picks = fc.sample(fc.nat(files.length - 1), { numRuns: rounds, seed: Number(values.seed) });
let slowest = 0;
for (const [round, change] of changes.entries()) {
  const file = files[picks[round] ?? 0] ?? '';
  const text = mutated(await readFile(file, 'utf8'), change);
  const start = performance.now();
  const faults = faultsIn(text);
  const time = performance.now() - start;
  slowest = Math.max(slowest, time);
  if (time > LONGEST) faults.push(`it took ${Math.round(time)} ms`);
  for (const fault of faults) console.log(`${file} with ${JSON.stringify(change)}: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
console.log(`${rounds} rounds over ${files.length} files, the slowest ${Math.round(slowest)} ms`);

function faultsIn(text: string): string[] {
  try {
    return faultsOf(text, LIMITS);
  } catch (error) {
    return [error instanceof Error ? String(error.stack) : String(error)];
  }
}
