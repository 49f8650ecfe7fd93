/**
 * How long reading a collection takes, beside the bare syntax in the same run:
 * `npx tsx bench/speed.ts FOLDER…`
 */
import { reportRow } from '@rbee-internal/test-kit/bench';
import { parse } from 'unbash';
import { parsePkgbuild } from '../src/index.js';
import { findRecipes, readAll } from './collection.js';

const ROUNDS = 30;

const files = await findRecipes(process.argv.slice(2));
if (files.length === 0) throw new Error('Name a folder that holds PKGBUILDs.');
const texts = await readAll(files);
const syntax: number[] = [];
const whole: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  syntax.push(timed(() => texts.forEach((text) => void parse(text))));
  whole.push(timed(() => texts.forEach((text) => void parsePkgbuild(text))));
}
const [floor, ours] = [median(syntax), median(whole)];
console.log(
  `${files.length} files, ${(texts.join('').length / 1e6).toFixed(1)} MB, median of ${ROUNDS} rounds`,
);
console.log(`syntax alone       ${floor.toFixed(1)} ms`);
console.log(`parse and evaluate ${ours.toFixed(1)} ms: ${(ours / floor).toFixed(2)} times the syntax alone`);
console.log(`                   ${Math.round((files.length / ours) * 1000)} files a second`);
reportRow({
  name: `parse and evaluate ${files.length} recipes`,
  ours: whole,
  peer: 'the syntax alone, by unbash',
  theirs: syntax,
  cause: 'ours evaluates what the peer only reads',
});
console.log(`memory             ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB resident`);

function timed(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((first, second) => first - second)[values.length >> 1] ?? 0;
}
