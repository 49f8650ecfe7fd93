import { inputText, notFollowed, type ProgramUse, readOptions } from './program.js';

export function amountOf(use: ProgramUse): { text: string; count: string; kind: 'c' | 'n' } {
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
