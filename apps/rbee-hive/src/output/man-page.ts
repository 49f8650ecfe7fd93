import type { Argument, Command, Option } from 'commander';

/** A program's manual page, as man(7) reads it, from what its help says. */
export function manPage(program: Command): string {
  const help = program.createHelp();
  const commands = help.visibleCommands(program).filter((command) => command.name() !== 'help');
  return [
    `.TH ${macro(program.name().toUpperCase())} 1 "" "${program.name()} ${program.version() ?? ''}"`,
    '.SH NAME',
    `${text(program.name())} \\- ${text(program.description())}`,
    '.SH SYNOPSIS',
    `.B ${macro(program.name())}`,
    '.RI [ option ]... " command " [ argument ]...',
    '.SH OPTIONS',
    ...help.visibleOptions(program).flatMap(item),
    '.SH COMMANDS',
    ...commands.flatMap((command) => section(command, command.name())),
    '.SH FILES',
    ...FILES.flatMap(([file, use]) => ['.TP', `.I ${macro(file)}`, text(use)]),
    '',
  ].join('\n');
}

const FILES: readonly (readonly [file: string, use: string])[] = [
  ['~/.config/rbee/config.toml', 'options that need not be typed; rbee-hive config sets them'],
  ['~/.cache/rbee/', 'installed workers, models, and what was fetched for them'],
  ['~/.local/state/rbee/hive/', "the daemon's token, logs and jobs"],
];

function section(command: Command, name: string): string[] {
  const help = command.createHelp();
  const inner = command.commands.filter((one) => one.name() !== 'help');
  return [
    `.SS "${macro(name)} ${macro(command.usage())}"`,
    text(command.description()),
    ...command.registeredArguments.filter(({ description }) => description !== '').flatMap(item),
    ...help
      .visibleOptions(command)
      .filter(({ long }) => long !== '--help')
      .flatMap(item),
    ...inner.flatMap((one) => section(one, `${name} ${one.name()}`)),
  ];
}

function item(one: Option | Argument): string[] {
  const flags = 'flags' in one ? one.flags : one.name();
  return ['.TP', `.B ${macro(flags)}`, text(one.description)];
}

/** Where a blank would end an argument of a macro, a quote has to be doubled. */
function macro(words: string): string {
  return text(words).replaceAll('"', '""');
}

/** A hyphen as it is typed; no line that begins as a macro would. */
function text(words: string): string {
  return words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1')
    .replaceAll('\n', ' ');
}
