import { write } from '../shell.js';
import {
  inputLines,
  inputText,
  notFollowed,
  readOptions,
  type TextCommand,
  type TextCommandUse,
  writeLines,
} from './text-command.js';

/** `cat` of standard input and of files handed in. */
export const cat: TextCommand = (use) => {
  if (use.args.some((argument) => argument.startsWith('-') && argument !== '-')) throw notFollowed(use);
  write(use.shell, inputText(use, use.args), use.place);
  return 0;
};

/** `head -n N`, `head -N`, `head -n -N` and `head -c N` */
export const head: TextCommand = (use) => {
  const { text, count, kind } = amountOf(use);
  if (kind === 'c') write(use.shell, text.slice(0, Number(count)), use.place);
  else writeWhole(use, linesWithEnds(text).slice(0, Number(count)));
  return 0;
};

/** `tail -n N`, `tail -N`, `tail -n +N` and `tail -c N` */
export const tail: TextCommand = (use) => {
  const { text, count, kind } = amountOf(use);
  const parts = kind === 'c' ? [...text] : linesWithEnds(text);
  if (count.startsWith('+')) writeWhole(use, parts.slice(Math.max(0, Number(count) - 1)));
  else writeWhole(use, parts.slice(Math.max(0, parts.length - Math.abs(Number(count)))));
  return 0;
};

/** `rev`: the characters of each line the other way round. */
export const rev: TextCommand = (use) => {
  if (use.args.some((argument) => argument.startsWith('-'))) throw notFollowed(use);
  writeWhole(
    use,
    linesWithEnds(inputText(use, use.args)).map((line) => {
      const end = line.endsWith('\n') ? '\n' : '';
      return (
        Array.from(line.slice(0, line.length - end.length))
          .reverse()
          .join('') + end
      );
    }),
  );
  return 0;
};

/** `tac`: the lines the other way round. */
export const tac: TextCommand = (use) => {
  if (use.args.some((argument) => argument.startsWith('-'))) throw notFollowed(use);
  writeWhole(use, linesWithEnds(inputText(use, use.args)).reverse());
  return 0;
};

/** `wc -l`, `wc -w`, `wc -c` of standard input. */
export const wc: TextCommand = (use) => {
  const [option] = use.args;
  if (use.args.length !== 1 || option === undefined || !['-l', '-w', '-c', '-m'].includes(option)) {
    throw notFollowed(use);
  }
  const text = inputText(use, []);
  const counts = {
    '-l': () => text.split('\n').length - 1,
    '-w': () => text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '').length,
    '-c': () => new TextEncoder().encode(text).length,
    '-m': () => Array.from(text).length,
  };
  writeLines(use, [String(counts[option as keyof typeof counts]())]);
  return 0;
};

/** `uniq` without options. */
export const uniq: TextCommand = (use) => {
  if (use.args.length > 0) throw notFollowed(use);
  const lines = inputLines(use, []);
  writeLines(
    use,
    lines.filter((line, index) => index === 0 || line !== lines[index - 1]),
  );
  return 0;
};

/** `seq last`, `seq first last` and `seq first step last` of whole numbers. */
export const seq: TextCommand = (use) => {
  const numbers = use.args.map(Number);
  const [first, step, last] =
    numbers.length === 3 ? numbers : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : [1, 1, numbers[0]];
  const arePlain =
    use.args.length > 0 &&
    use.args.length < 4 &&
    use.args.every((text) => /^(?:0|-?[1-9]\d{0,8})$/.test(text));
  if (!arePlain || first === undefined || last === undefined || step === undefined || step === 0) {
    throw notFollowed(use);
  }
  for (let value = first; step > 0 ? value <= last : value >= last; value += step)
    writeLines(use, [String(value)]);
  return 0;
};

function linesWithEnds(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function writeWhole({ shell, place }: TextCommandUse, parts: readonly string[]): void {
  write(shell, parts.join(''), place);
}

function amountOf(use: TextCommandUse): { text: string; count: string; kind: 'c' | 'n' } {
  const [first = '', ...others] = use.args;
  const args = use.args.length === 0 ? [] : [first.replace(/^-(\d+)$/, '-n$1'), ...others];
  const read = readOptions(args, { flags: 'q', withValue: 'nc' });
  const kind = read?.options.has('c') === true ? 'c' : 'n';
  const count = read?.options.get(kind) ?? '10';
  const allowed =
    use.name === 'head' && kind === 'n'
      ? /^-?\d{1,9}$/
      : use.name === 'tail'
        ? /^[-+]?\d{1,9}$/
        : /^\d{1,9}$/;
  if (read === undefined || !allowed.test(count) || read.operands.length > 1) throw notFollowed(use);
  const text = inputText(use, read.operands);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII.
  if (kind === 'c' && !/^[\u0000-\u007f]*$/.test(text)) throw notFollowed(use);
  return { text, count, kind };
}
