import { testWith, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { COMMAND_GROUPS } from '../../src/commands/command-groups.js';
import { fitLine, fitterFor } from '../../src/output/fit-line.js';
import { CLI } from '../run-hive.js';
import { startProgramInTerminal } from '../run-in-terminal.js';

test.each([
  ['fits', 10, 'fits'],
  ['one two three four five', 12, 'one two\n    three\n    four\n    five'],
  ['  id    a long text that goes on', 30, '  id    a long text that goes\n        on'],
  ['a  b  c  unbreakable-value-of-many-characters', 20, 'a  b  c\n    unbreakable-value-of-many-characters'],
  ['  curl http://127.0.0.1:1/health -H x', 20, '  curl http://127.0.0.1:1/health -H x'],
  ['\u001b[31merror\u001b[39m a b', 9, '\u001b[31merror\u001b[39m a b'],
])('%j in %i columns', (line, columns, fitted) => {
  expect(fitLine(line, columns)).toBe(fitted);
});

test('what is no terminal gets lines as they are', () => {
  const line = 'word '.repeat(50);
  expect(fitterFor({ isTTY: false, columns: 10 })(line)).toBe(line);
  expect(fitterFor({ isTTY: true, columns: 0 })(line)).toBe(line);
  expect(fitterFor({ isTTY: true, columns: 10 })('one two three\nfour')).toBe('one two\n    three\nfour');
});

/** In words for a shell: the help of every command, and what commands print that only look. */
const EVERY_COMMAND = [
  ...Object.values(COMMAND_GROUPS)
    .flatMap(Object.keys)
    .map((name) => `${name} --help`),
  '--help',
  'available',
  'list',
  'ps',
  'show nothing',
  'explain echo-worker-cpu',
];

testWith(
  ['script'],
  'at 40 and at 80 columns no command prints a wider line',
  { timeout: 120_000 },
  async () => {
    const home = await useTempDir();
    const runs = [40, 80].map((columns) => {
      const script = EVERY_COMMAND.map((words) => `"$0" "$1" ${words}`).join('; ');
      const program = ['/bin/sh', '-c', script, process.execPath, CLI];
      return { columns, run: startProgramInTerminal(program, { home, columns }) };
    });
    for (const { columns, run } of runs) {
      await run.ended;
      const lines = run.lines();
      expect(lines.length).toBeGreaterThan(EVERY_COMMAND.length * 5);
      const wide = lines.filter((line) => line.length > columns);
      expect(wide.filter((line) => line.trim().includes(' '))).toEqual([]);
    }
  },
);
