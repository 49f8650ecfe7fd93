import { describe, expect, it } from 'vitest';
import { summary, writeRecipe } from '../recipe.js';

const HEAD = 'pkgname=demo\npkgver=1\n';

async function linesOf(body: string): Promise<string[]> {
  const recipe = await writeRecipe(`${HEAD}build() {\n${body}\n}\n`);
  await recipe.run();
  return recipe.lines();
}

describe('output', () => {
  it('replaces what is not UTF-8, and keeps what is', async () => {
    expect(await linesOf("printf 'a\\xffb\\xe2\\x82\\n\\xf0\\x9f\\x90\\x9d ☃\\n'")).toEqual([
      'a\ufffdb\ufffd',
      '🐝 ☃',
    ]);
  });

  it('joins characters that come in pieces', async () => {
    expect(
      await linesOf("printf '\\xe2'; sleep 0.05; printf '\\x98'; sleep 0.05; printf '\\x83\\n'"),
    ).toEqual(['☃']);
  });

  it('delivers a last line without a newline, empty lines, and NUL bytes', async () => {
    expect(await linesOf("printf '\\n\\na\\0b\\nend'")).toEqual(['', '', 'a\0b', 'end']);
  });

  it('keeps colours', async () => {
    expect(await linesOf("printf '\\e[1mbold\\e[0m\\n'")).toEqual(['\u001b[1mbold\u001b[0m']);
  });

  it('shows the last state of progress by carriage returns', async () => {
    expect(await linesOf("printf '1%%\\r50%%\\r100%%\\ndos\\r\\n\\r\\nlast\\rend\\r'")).toEqual([
      '100%',
      'dos',
      '',
      'end',
    ]);
  });

  it('gives each line to the phase that printed it, whatever the amount', async () => {
    const recipe = await writeRecipe(
      `${HEAD}prepare() { seq 1 20000; }\nbuild() { seq 1 20000 >&2; echo; }\npackage() { echo p; printf open; }\n`,
    );
    await recipe.run();
    const landmarks = summary(recipe.events).filter((line) => /^(?:phase-|\w+: 20000|package)/.test(line));
    expect(landmarks).toEqual([
      'phase-start prepare',
      'prepare: 20000',
      'phase-end prepare',
      'phase-start build',
      'build: 20000',
      'phase-end build',
      'phase-start package demo',
      'package demo: p',
      'package demo: open',
      'phase-end package demo',
    ]);
    expect(recipe.events.length).toBe(40_000 + 1 + 2 + 6);
  });

  it('is delivered before the end of a phase whose children print until then', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { for i in {1..50}; do ( echo $i ) & done; wait; }\n`);
    await recipe.run();
    const told = summary(recipe.events);
    expect(told.length).toBe(52);
    expect(told.at(-1)).toBe('phase-end build');
  });

  it('of one stream keeps its order, and names the stream', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { echo a; echo b >&2; echo c; echo d >&2; }\n`);
    await recipe.run();
    expect(recipe.lines('stdout')).toEqual(['a', 'c']);
    expect(recipe.lines('stderr')).toEqual(['b', 'd']);
  });

  it('of the file’s top level belongs to the phase it is sourced for', async () => {
    const recipe = await writeRecipe(`echo top\n${HEAD}build() { echo b; }\npackage() { echo p; }\n`);
    await recipe.run();
    expect(summary(recipe.events)).toEqual([
      'phase-start build',
      'build: top',
      'build: b',
      'phase-end build',
      'phase-start package demo',
      'package demo: top',
      'package demo: p',
      'phase-end package demo',
    ]);
  });

  it('still ends when the recipe has closed or moved its own output', async () => {
    const recipe = await writeRecipe(
      `${HEAD}prepare() { echo a; exec >&- 2>&-; }\nbuild() { touch built; }\n`,
    );
    expect((await recipe.run()).phases.length).toBe(2);
    expect(recipe.lines()).toEqual(['a']);
  });
});
