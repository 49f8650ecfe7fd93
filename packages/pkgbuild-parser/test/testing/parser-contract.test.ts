import { describe, expect, it } from 'vitest';
import { formatSrcinfo, parsePkgbuild } from '../../src/index.js';
import { PARSER_CASES, parserContract } from '../../src/testing/index.js';

function printSrcinfo(recipe: string): string | undefined {
  const { pkgbuild } = parsePkgbuild(recipe);
  return pkgbuild && formatSrcinfo(pkgbuild);
}

describe('this parser keeps the contract', () => {
  it.each(parserContract({ printSrcinfo }))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('the contract', () => {
  it('has a hundred cases, each with a name of its own', () => {
    expect(PARSER_CASES).toHaveLength(100);
    expect(new Set(PARSER_CASES.map(({ name }) => name)).size).toBe(100);
  });

  it('fails a parser that refuses everything, but for the refusals', async () => {
    const outcomes = await Promise.allSettled(
      parserContract({ printSrcinfo: () => undefined }).map(({ run }) => run()),
    );
    const isRefusal = ({ srcinfo }: (typeof PARSER_CASES)[number]) => srcinfo === undefined;
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(PARSER_CASES.map(isRefusal));
  });

  it('says what was expected and what came', async () => {
    const [first] = parserContract({ printSrcinfo: async () => 'pkgbase = other\n' });
    await expect(first?.run()).rejects.toThrow(
      /makepkg makes\npkgbase = p\n[\s\S]*parser makes\npkgbase = other/,
    );
  });
});
