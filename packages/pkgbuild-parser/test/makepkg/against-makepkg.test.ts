import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeWith } from '@rbee-internal/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatProblem, formatSrcinfo, type ProblemCode, parsePkgbuild } from '../../src/index.js';
import { PARSER_CASES } from '../../src/testing/index.js';
import { differences } from './recipes/differences.js';
import { overrides } from './recipes/overrides.js';
import { refusals } from './recipes/refusals.js';
import { sourcing } from './recipes/sourcing.js';
import { values } from './recipes/values.js';
import { type Printed, printSrcinfos } from './run-makepkg.js';

const HEAD = 'pkgname=p\npkgver=1\npkgrel=1\narch=(any)\n';
const themes = { values, sourcing, overrides, refusals };
const recipes = new Map(
  Object.entries(themes).flatMap(([theme, texts]) =>
    Object.entries(texts).map(([name, text]) => [`${theme}: ${name}`, HEAD + text] as const),
  ),
);
const olderOnes = new Map(Object.entries(differences).map(([name, { text }]) => [name, HEAD + text]));

/** What makepkg writes where we have a problem of that code. */
const MESSAGES: Partial<Record<ProblemCode, RegExp>> = {
  ARCH_SPECIFIC: /architecture specific/,
  CARRIAGE_RETURN: /CRLF/,
  FAILED_TO_SOURCE: /Failed to source|unbound variable|not set|not allowed|^$/,
  EMPTY_ELEMENT: /empty/,
  INVALID_DEPENDENCY: /invalid|not allowed|empty|integer|cannot contain/,
  INVALID_FIELD: /not allowed|invalid|integer|decimal|unknown option|leading slash|ascii|can not (?:be|use)/i,
  MISSING_FIELD: /not allowed to be empty/,
  MISSING_FILE: /does not exist/,
  NOT_OVERRIDABLE: /can not be set inside a package function/,
  PACKAGE_FUNCTION: /function/,
  SYNTAX: /syntax error|unexpected|bad substitution/,
  WRONG_KIND: /should (?:not )?be an array|Sparse/,
};

function ours(text: string): {
  readonly srcinfo: string | undefined;
  readonly errors: readonly ProblemCode[];
} {
  const facts = {
    folder: ['PKGBUILD', 'present.install'],
    commands: { 'nonesuch-command-xyz': false },
    environment: { LC_ALL: 'C.UTF-8' },
  };
  const { pkgbuild, problems } = parsePkgbuild(text, { facts });
  const unknown = problems.filter(({ code, variable }) => code === 'DYNAMIC' && variable !== '_unknown');
  expect(unknown.map(formatProblem)).toEqual([]);
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  return { srcinfo: pkgbuild && formatSrcinfo(pkgbuild), errors };
}

it('there are recipes of every theme', () => {
  expect(recipes.size).toBeGreaterThan(150);
});

describeWith('makepkg', 'makepkg', () => {
  let folder: string;
  let printed: Map<string, Printed>;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rbee-makepkg-'));
    printed = await printSrcinfos(new Map([...recipes, ...olderOnes]), folder);
  }, 480_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([...recipes])('%s', (name, text) => {
    const { status, output, errors } = printed.get(name) ?? { status: -1, output: '', errors: '' };
    const mine = ours(text);
    expect({ srcinfo: status === 0 ? output : undefined, errors }).toEqual({
      srcinfo: mine.srcinfo,
      errors,
    });
    const [first] = mine.errors;
    if (first !== undefined) expect(errors).toMatch(MESSAGES[first] ?? /never/);
  });

  it.each(PARSER_CASES)('prints what the contract of parsers says: $name', ({ name, recipe, srcinfo }) => {
    expect([...recipes]).toContainEqual([name, recipe]);
    const { status, output } = printed.get(name) ?? { status: -1, output: '' };
    expect(status === 0 ? output : undefined).toBe(srcinfo);
  });

  it.each(Object.entries(differences))('differs from 7.1: %s', (name, { old, text, message }) => {
    const theirs = printed.get(name);
    const { problems } = parsePkgbuild(HEAD + text);
    const errors = problems.filter(({ severity }) => severity === 'error').map(formatProblem);
    expect(theirs?.status === 0 ? 'accepts' : 'refuses').toBe(old);
    expect(errors.length > 0).toBe(old === 'accepts');
    expect(old === 'accepts' ? errors.join() : theirs?.errors).toMatch(message);
  });
});
