import { expect, test } from 'vitest';
import { createProgram } from '../src/program.js';

/** The program, with what it would do instead of doing it. */
async function useProgram() {
  const performed: unknown[] = [];
  const program = await createProgram(async (action) => void performed.push(action));
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeOut: () => {}, writeErr: () => {} });
  return { program, performed };
}

const { program } = await useProgram();
const names = program
  .createHelp()
  .visibleCommands(program)
  .map((command) => command.name())
  .filter((name) => name !== 'help');

/** What is printed for `--help`, with the examples. */
async function helpOf(...words: string[]): Promise<string> {
  const printed: string[] = [];
  const { program: shown } = await useProgram();
  for (const command of [shown, ...shown.commands])
    command.configureOutput({ writeOut: (text) => printed.push(text) });
  await shown.parseAsync([...words, '--help'], { from: 'user' }).catch(() => undefined);
  return printed.join('');
}

test.each(names)('the help of %s has every option, and examples that can be typed', async (name) => {
  const help = await helpOf(name);
  const options = program.commands.find((command) => command.name() === name)?.options ?? [];
  for (const { flags, description } of options) {
    expect(help).toContain(flags);
    expect(description).not.toBe('');
  }
  const examples = Array.from(help.matchAll(/^ {2}rbee-hive (\S.*?)(?: {2}.*)?$/gm), ([, line = '']) => line);
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) {
    const { program: tried, performed } = await useProgram();
    await tried.parseAsync(example.split(' '), { from: 'user' });
    expect(performed).toHaveLength(1);
    expect(example.split(' ')[0]).toBe(name);
  }
});

test('the help of the program has its commands and exit codes', async () => {
  const help = await helpOf();
  for (const name of names) expect(help).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  expect(help).toMatch(/^Exit codes:\n {2}0 {4}done\n {2}1 .*\n {2}2 .*\n {2}130 .*\n {2}141 /m);
});
