// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSrcinfo, parsePkgbuild, parseSource, parseSrcinfo } from '../src/index.js';
import { programSnippets } from './evaluate/program-snippets.js';
import { snippets } from './evaluate/snippets.js';
import { overrides } from './makepkg/recipes/overrides.js';
import { values } from './makepkg/recipes/values.js';

const pieces = [
  ...[
    '$',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '"',
    "'",
    '`',
    '\\',
    '#',
    '%',
    '/',
    ':',
    ',',
    '=',
    '+=',
    '*',
    '?',
    '!',
    '~',
  ],
  ...[
    '\n',
    ';',
    ' ',
    '&&',
    '||',
    '|',
    '<<<',
    '>',
    '..',
    '((',
    '))',
    '[[ ',
    ' ]]',
    '$(',
    '${',
    '@',
    'a',
    'x',
    '1',
    '-',
  ],
  ...[
    'if ',
    'then ',
    'fi',
    'for i in ',
    'do ',
    'done',
    'case x in ',
    'esac',
    'echo ',
    'local ',
    'f() { ',
    'return ',
  ],
];
const HEAD = 'pkgname=p\npkgver=1\npkgrel=1\narch=(any)\n';
const recipes = [...Object.values(values), ...Object.values(overrides)].map((text) => HEAD + text);
const texts = [...snippets, ...programSnippets, ...recipes];
const limits = { steps: 20_000, words: 1_000, valueLength: 10_000 };

describe('any text', () => {
  it('has an answer', () => {
    const tokens = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((words) => words.join(''));
    const mutated = fc
      .tuple(fc.constantFrom(...texts), fc.nat(160), fc.nat(6), fc.constantFrom(...pieces))
      .map(([text, at, removed, piece]) => text.slice(0, at) + piece + text.slice(at + removed));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), tokens, mutated), (text) => {
        const { pkgbuild, problems } = parsePkgbuild(text, { limits });
        const hasError = problems.some(({ severity }) => severity === 'error');
        expect(pkgbuild === undefined).toBe(hasError);
        const srcinfo = pkgbuild && formatSrcinfo(pkgbuild);
        if (srcinfo !== undefined && !pkgbuild?.pkgbase.includes('\n')) parseSrcinfo(srcinfo);
        for (const { range } of problems) expect(range.end.offset).toBeGreaterThanOrEqual(range.start.offset);
      }),
      { numRuns: 3_000, seed: 1 },
    );
  });

  it('is a source entry', () => {
    fc.assert(
      fc.property(fc.string(), (entry) => {
        expect(parseSource(entry).entry).toBe(entry);
      }),
      { seed: 1 },
    );
  });
});
