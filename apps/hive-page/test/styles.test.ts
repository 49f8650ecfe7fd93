import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** What WCAG 2.2 asks for text of this size (1.4.3). */
const LEAST = 4.5;
const TOKENS = readFileSync(path.resolve(import.meta.dirname, '../src/styles/tokens.css'), 'utf8');
const PAIR = /^ {2}(--[\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\);$/gm;

type Colour = readonly [number, number, number];

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  const tokens = new Map(
    [...TOKENS.matchAll(PAIR)].map(([, name = '', light = '', dark = '']) => [
      name,
      parseColour(theme === 'light' ? light : dark),
    ]),
  );
  const named = (pattern: RegExp) => [...tokens].filter(([name]) => pattern.test(name));
  const token = (name: string): Colour => tokens.get(name) ?? [Number.NaN, Number.NaN, Number.NaN];
  const colours = [['--text', token('--text')] as const, ...named(/^--ansi-(?!on-)/)];
  const log = token('--surface-sunk');
  const grounds = [
    ['the log', log] as const,
    // As log.css mixes it.
    ['the current line', mix(token('--mark'), log, 0.35)] as const,
    ...named(/^--ansi-on-/),
  ];

  it('every colour can be read on every ground', () => {
    expect([colours.length, grounds.length]).toEqual([8, 9]);
    const unreadable = colours.flatMap(([colour, front]) =>
      grounds.flatMap(([ground, behind]) => {
        const ratio = contrast(front, behind);
        return ratio >= LEAST ? [] : [`${colour} on ${ground}: ${ratio.toFixed(2)}`];
      }),
    );
    expect(unreadable).toEqual([]);
  });

  it.each([
    ['--text', '--mark'],
    ['--on-honey', '--mark-current'],
  ])('what is searched for can be read: %s on %s', (front, behind) => {
    expect(contrast(token(front), token(behind))).toBeGreaterThanOrEqual(LEAST);
  });
});

function parseColour(hex: string): Colour {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [part(1), part(3), part(5)];
}

function mix(one: Colour, other: Colour, share: number): Colour {
  const at = (index: 0 | 1 | 2) => one[index] * share + other[index] * (1 - share);
  return [at(0), at(1), at(2)];
}

/** As WCAG defines it. */
function contrast(one: Colour, other: Colour): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
