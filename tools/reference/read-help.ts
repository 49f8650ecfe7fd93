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

/** The help of a program and of each of its commands, by what is typed. */
export async function readHelp({
  name,
  file,
  hasCommandHelp,
}: CommandLine): Promise<ReadonlyMap<string, string>> {
  const top = await printHelp(file, []);
  const commands = hasCommandHelp ? commandNames(top) : [];
  const helps = new Map<string, string>([[name, top]]);
  for (let index = 0; index < commands.length; index += AT_ONCE) {
    const some = commands.slice(index, index + AT_ONCE);
    const texts = await Promise.all(some.map((command) => printHelp(file, [command])));
    for (const [at, text] of texts.entries()) helps.set(`${name} ${some[at]}`, text);
  }
  return helps;
}

/** The names that begin the lines of a help, those of options and of arguments left out. */
function commandNames(help: string): string[] {
  const names = new Set<string>();
  let heading = '';
  for (const line of help.split('\n')) {
    const [, title] = /^(\S.*):$/.exec(line) ?? [];
    heading = title ?? heading;
    const [, name] = /^ {2}([a-z][a-z-]*)(?:\|\S+)?(?: |$)/.exec(line) ?? [];
    const isListed = !/^(?:Options|Arguments|Examples?|Usage|Environment|Exit)/.test(heading);
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
