import { describe, expect, test } from 'vitest';
import { WarningFold } from '../../src/output/warning-fold.js';

function fold(lines: readonly string[]) {
  const passed: string[] = [];
  const folding = new WarningFold<string>((line) => passed.push(line));
  for (const line of lines) folding.push(line, line);
  return { folded: folding.end(), passed };
}

const gcc = (index: number, flag = '-Wunused') => [
  `In file included from src/a${index}.cpp:1:`,
  `src/a.h: In function ‘int f${index}()’:`,
  `src/a.h:${index}:5: warning: unused variable ‘x${index}’ [${flag}]`,
  `    ${index} |   int x;`,
  '      |       ^',
];

describe('warnings of a compiler', () => {
  test('are shown three times a kind, then counted, with the lines that belong to them', () => {
    const blocks = Array.from({ length: 10 }, (_, index) => [`[${index}/10] Building`, ...gcc(index)]);
    const { passed, folded } = fold([...blocks.flat(), ...gcc(99, '-Wother'), 'done']);
    expect(folded).toEqual({ count: 7, kinds: [{ kind: '-Wunused', count: 7 }] });
    const builds = blocks.slice(3).map(([first = '']) => first);
    expect(passed).toEqual([...blocks.slice(0, 3).flat(), ...builds, ...gcc(99, '-Wother'), 'done']);
  });

  test('of rustc, which names no flag, go by their words', () => {
    const rustc = [
      'warning: unused import: `std::fmt`',
      ' --> src/main.rs:1:5',
      '  |',
      '1 | use std::fmt;',
      '',
    ];
    const { passed, folded } = fold(Array.from({ length: 5 }, () => rustc).flat());
    expect(folded).toEqual({ count: 2, kinds: [{ kind: 'unused import: `std::fmt`', count: 2 }] });
    expect(passed.filter((line) => line.startsWith('warning'))).toHaveLength(3);
  });

  test('never take an error, or what is before it, along', () => {
    const error = [
      'In file included from src/b.cpp:1:',
      'src/a.h:7:1: error: expected ‘;’ [-Wunused]',
      '    7 | int y',
    ];
    const { passed } = fold([...Array.from({ length: 6 }, (_, index) => gcc(index)).flat(), ...error]);
    expect(passed.slice(-3)).toEqual(error);
  });

  test('of ever new kinds are bounded', () => {
    const { folded, passed } = fold(
      Array.from({ length: 5_000 }, (_, index) => `x: warning: number ${index}`),
    );
    expect(passed.length).toBeLessThan(1_100);
    expect(folded?.kinds).toEqual([{ kind: 'others', count: expect.any(Number) }]);
  });
});
