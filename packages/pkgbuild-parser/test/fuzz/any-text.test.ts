// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSrcinfo, parsePkgbuild, parseSource, parseSrcinfo } from '../../src/index.js';

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
const limits = { steps: 20_000, words: 1_000, valueLength: 10_000 };

describe('any text', () => {
  it('is read without an exception', () => {
    const tokens = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((words) => words.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), tokens), (text) => {
        const { pkgbuild, problems } = parsePkgbuild(text, { limits });
        const hasError = problems.some(({ severity }) => severity === 'error');
        expect(pkgbuild === undefined).toBe(hasError);
        const srcinfo = pkgbuild && formatSrcinfo(pkgbuild);
        if (srcinfo !== undefined && !pkgbuild?.pkgbase.includes('\n')) parseSrcinfo(srcinfo);
        for (const { range } of problems) expect(range.end.offset).toBeGreaterThanOrEqual(range.start.offset);
      }),
      { numRuns: 1_500, seed: 1 },
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
