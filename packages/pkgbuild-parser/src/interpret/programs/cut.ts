import { inputLines, notFollowed, type Program, readOptions, writeLines } from './support/program.js';

/** `cut -d … -f …` and `cut -c …`. */
export const cut: Program = (use) => {
  const read = readOptions(use.args, { flags: 's', withValue: 'dfcb' });
  const { d, f, c, b } = Object.fromEntries(read?.options ?? []);
  const characters = c ?? b;
  const wanted = rangesOf(f ?? characters ?? '');
  const isOne = (f === undefined) !== (characters === undefined);
  if (read === undefined || wanted === undefined || !isOne || Array.from(d ?? '\t').length !== 1) {
    throw notFollowed(use);
  }
  const lines = inputLines(use, read.operands);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII.
  if (characters !== undefined && lines.some((line) => !/^[\u0000-\u007f]*$/.test(line)))
    throw notFollowed(use);
  const delimiter = d ?? '\t';
  const onlyDelimited = read.options.has('s') && f !== undefined;
  const kept = onlyDelimited ? lines.filter((line) => line.includes(delimiter)) : lines;
  writeLines(
    use,
    kept.map((line) =>
      f === undefined ? pick([...line], wanted).join('') : cutFields(line, delimiter, wanted),
    ),
  );
  return 0;
};

type Ranges = readonly (readonly [first: number, last: number])[];

function cutFields(line: string, delimiter: string, wanted: Ranges): string {
  return line.includes(delimiter) ? pick(line.split(delimiter), wanted).join(delimiter) : line;
}

function pick(items: readonly string[], wanted: Ranges): string[] {
  return items.filter((_, index) => wanted.some(([first, last]) => index + 1 >= first && index + 1 <= last));
}

function rangesOf(list: string): Ranges | undefined {
  const ranges = list.split(',').map((item): readonly [number, number] | undefined => {
    const [, first, dash, last] = /^(\d{0,9})(-?)(\d{0,9})$/.exec(item) ?? [];
    if (first === undefined || first + last === '' || (dash === '' && first === '')) return undefined;
    const from = first === '' ? 1 : Number(first);
    const to = dash === '' ? from : last === '' ? Number.POSITIVE_INFINITY : Number(last);
    return from < 1 || to < from ? undefined : [from, to];
  });
  const known = ranges.filter((range) => range !== undefined);
  return known.length === ranges.length ? known : undefined;
}
