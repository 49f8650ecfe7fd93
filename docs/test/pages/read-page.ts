import { readFileSync } from 'node:fs';

/** A fenced block of a page. */
export interface Block {
  /** The line in the page, from 1. */
  readonly line: number;
  readonly language: string;
  /** The file that it is the content of: `[recipes/PKGBUILD]` behind the language. */
  readonly file: string | undefined;
  readonly code: string;
  /** What it prints, where a `text` block follows. */
  readonly output: string | undefined;
}

const FENCE = /^```(?<language>\w+)(?: \[(?<file>[^\]]+)\])?\n(?<code>[\s\S]*?)^```$/gm;

/** The blocks of a page, in order; a `text` block directly below another is what that one prints. */
export function readPage(file: string): Block[] {
  const text = readFileSync(file, 'utf8');
  const blocks: Block[] = [];
  let end = 0;
  for (const { 0: whole, groups, index } of text.matchAll(FENCE)) {
    const isBelow = text.slice(end, index).trim() === '';
    end = index + whole.length;
    const { language = '', file: name, code = '' } = groups ?? {};
    const last = blocks.at(-1);
    if (language === 'text' && isBelow && last !== undefined)
      blocks[blocks.length - 1] = { ...last, output: code };
    else
      blocks.push({
        line: text.slice(0, index).split('\n').length,
        language,
        file: name,
        code,
        output: undefined,
      });
  }
  return blocks;
}
