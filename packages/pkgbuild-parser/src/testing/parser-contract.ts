import { PARSER_CASES, type ParserCase } from './parser-cases.js';

/** One promise of a parser, and how it is tried. It belongs to no test runner: `test(name, run)` of any will do. */
export interface ContractTest {
  readonly name: string;
  /** Rejects with an `Error` that says what was expected when the promise is not kept. */
  run(): Promise<void>;
}

/** The parser that is tried. */
export interface ParserContractOptions {
  /**
   * Reads a PKGBUILD and returns its `.SRCINFO`, byte for byte as makepkg prints it; `undefined` for a recipe that
   * makepkg refuses. It may throw or reject instead, which fails the test.
   */
  readonly printSrcinfo: (recipe: string) => string | undefined | Promise<string | undefined>;
}

/**
 * What a parser of PKGBUILDs promises, to be tried with a parser of your own: one test for each of
 * {@link PARSER_CASES}.
 * @example
 * ```ts
 * import { parserContract } from '@rbee/pkgbuild-parser/testing';
 *
 * for (const { name, run } of parserContract({ printSrcinfo: (recipe) => myParser(recipe) })) test(name, run);
 * ```
 */
export function parserContract({ printSrcinfo }: ParserContractOptions): ContractTest[] {
  return PARSER_CASES.map((each) => ({
    name: each.name,
    run: async () => check(each, await printSrcinfo(each.recipe)),
  }));
}

function check({ recipe, srcinfo }: ParserCase, printed: string | undefined): void {
  if (printed === srcinfo) return;
  const [expected, found] = [srcinfo, printed].map((text) => text ?? 'a refusal');
  throw new Error(`Of this recipe\n${recipe}\nmakepkg makes\n${expected}\nand the parser makes\n${found}`);
}
