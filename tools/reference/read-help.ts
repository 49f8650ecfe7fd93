import { runProgram } from '@rbee-internal/system/process';

export interface CommandLine {
  /** What is typed: `rbee-hive`. */
  readonly name: string;
  /** The built program. */
  readonly file: string;
  /** Whether each command has a help of its own. */
  readonly hasCommandHelp: boolean;
}

const AT_ONCE = 3;
const ENVIRONMENT = {
  HOME: '/home/user',
  PATH: '/usr/bin:/bin',
  COLUMNS: '100',
  NO_COLOR: '1',
  LANG: 'C.UTF-8',
};

/** The help of a program, of each of its commands, and of each command of those that are groups, by what is typed. */
export async function readHelp({
  name,
  file,
  hasCommandHelp,
}: CommandLine): Promise<ReadonlyMap<string, string>> {
  const top = await printHelp(file, []);
  if (!hasCommandHelp) return new Map([[name, top]]);
  const commands = commandNames(top).map((command) => [command]);
  const helps = await printHelps(file, commands);
  const ofGroups = commands.flatMap((command, index) =>
    commandNames(helps[index] ?? '', 'Commands').map((sub) => [...command, sub]),
  );
  const ofCommands = await printHelps(file, ofGroups);
  const sections = commands.flatMap((command, index) => [
    { command, text: helps[index] },
    ...ofGroups
      .map((sub, at) => ({ command: sub, text: ofCommands[at] }))
      .filter(({ command: [group] }) => group === command[0]),
  ]);
  return new Map([
    [name, top],
    ...sections.map(({ command, text = '' }): [string, string] => [[name, ...command].join(' '), text]),
  ]);
}

async function printHelps(file: string, commands: readonly (readonly string[])[]): Promise<string[]> {
  const texts: string[] = [];
  for (let index = 0; index < commands.length; index += AT_ONCE)
    texts.push(
      ...(await Promise.all(
        commands.slice(index, index + AT_ONCE).map((command) => printHelp(file, command)),
      )),
    );
  return texts;
}

/** The names that begin the lines of a help, under one heading or under all but those of options, arguments and the like. */
function commandNames(help: string, under?: string): string[] {
  const names = new Set<string>();
  let heading = '';
  for (const line of help.split('\n')) {
    const [, title] = /^(\S.*):$/.exec(line) ?? [];
    heading = title ?? heading;
    const [, name] = /^ {2}([a-z][a-z-]*)(?:\|\S+)?(?: |$)/.exec(line) ?? [];
    const isListed =
      under === undefined
        ? !/^(?:Options|Arguments|Examples?|Usage|Environment|Exit)/.test(heading)
        : heading === under;
    if (name !== undefined && name !== 'help' && isListed) names.add(name);
  }
  return [...names];
}

async function printHelp(file: string, command: readonly string[]): Promise<string> {
  const { end, stdout } = await runProgram(process.execPath, [file, ...command, '--help'], {
    cwd: '/',
    env: ENVIRONMENT,
  });
  if (end.type !== 'exit' || end.code !== 0) throw new Error(`${file} ${command.join(' ')} --help failed.`);
  return stdout.toString('utf8').trimEnd();
}
