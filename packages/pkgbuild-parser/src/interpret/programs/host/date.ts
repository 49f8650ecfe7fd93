import { noteAsked } from '../../state/facts.js';
import { notFollowed, type Program, type ProgramUse, writeLines } from '../support/program.js';

/** `date +format`, of the moment in the facts or of `-d @seconds`, in UTC. */
export const date: Program = (use) => {
  const args = use.args.flatMap((argument) => DATE_OPTIONS.get(argument) ?? [argument]);
  let moment: Date | undefined;
  let isUtc = false;
  let format: string | undefined;
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (argument === '-u') isUtc = true;
    else if (argument === '-d' || argument.startsWith('--date=') || /^-d./.test(argument)) {
      const isApart = argument === '-d';
      if (isApart) index += 1;
      const text = isApart ? (args[index] ?? '') : argument.replace(/^(?:--date=|-d)/, '');
      moment = momentOf(use, text);
    } else if (argument.startsWith('+') && format === undefined) format = argument.slice(1);
    else throw notFollowed(use);
  }
  if (format === undefined) throw notFollowed(use);
  if (!isUtc) noteAsked(use.shell, 'environment TZ');
  const zone = use.shell.facts.host.environment.get('TZ');
  if (!isUtc && zone !== undefined && zone !== 'UTC' && zone !== '') throw notFollowed(use);
  writeLines(use, [formatted(use, moment ?? now(use), format)]);
  return 0;
};

const DATE_OPTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['--utc', ['-u']],
  ['--universal', ['-u']],
  ['-ud', ['-u', '-d']],
  ['--date', ['-d']],
  ['-I', ['+%F']],
  ['--iso-8601', ['+%F']],
]);

function now(use: ProgramUse): Date {
  const { date: moment } = use.shell.facts.host;
  if (moment === undefined) throw notFollowed(use);
  noteAsked(use.shell, 'date');
  return moment;
}

function momentOf(use: ProgramUse, text: string): Date {
  const seconds = /^@(\d{1,11})$/.exec(text)?.[1];
  if (seconds !== undefined) return new Date(Number(seconds) * 1000);
  const [, day] = /^(\d{4}-\d{2}-\d{2})$/.exec(text) ?? [];
  const moment = day === undefined ? undefined : new Date(`${day}T00:00:00Z`);
  if (moment === undefined || Number.isNaN(moment.getTime())) throw notFollowed(use);
  return moment;
}

function formatted(use: ProgramUse, moment: Date, format: string): string {
  const iso = moment.toISOString();
  if (!/^\d{4}-/.test(iso)) throw notFollowed(use);
  const year = iso.slice(0, 4);
  const dayOfYear =
    Math.floor(
      (Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) - Date.parse(`${year}-01-01T00:00:00Z`)) / 86_400_000,
    ) + 1;
  const values: ReadonlyMap<string, string> = new Map([
    ['Y', year],
    ['y', year.slice(2)],
    ['m', iso.slice(5, 7)],
    ['d', iso.slice(8, 10)],
    ['H', iso.slice(11, 13)],
    ['M', iso.slice(14, 16)],
    ['S', iso.slice(17, 19)],
    ['F', iso.slice(0, 10)],
    ['T', iso.slice(11, 19)],
    ['R', iso.slice(11, 16)],
    ['s', String(Math.floor(moment.getTime() / 1000))],
    ['j', String(dayOfYear).padStart(3, '0')],
    ['%', '%'],
    ['n', '\n'],
    ['t', '\t'],
  ]);
  return format.replace(/%([\s\S]?)/g, (_, letter: string) => {
    const value = values.get(letter);
    if (value === undefined) throw notFollowed(use);
    return value;
  });
}
