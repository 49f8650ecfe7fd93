import type { Command } from 'commander';
import { EXIT_CODES } from './exit-codes.js';

/** Of each command, what a person would type, without the program's name; and what that does. */
const EXAMPLES: Readonly<Record<string, readonly (readonly [line: string, effect: string])[]>> = {
  install: [
    ['install echo-worker-cpu', 'a worker of the registry'],
    ['install llm-worker-rbee --backend cuda --network', 'one of its variants; cargo fetches crates'],
    ['install --from ./my-worker', 'the worker of a folder with a PKGBUILD'],
    ['install --locked', 'all that rbee.lock.json has, from the same bytes'],
  ],
  lock: [['lock', 'writes rbee.lock.json']],
  explain: [
    ['explain llm-worker-rbee', 'which variant this machine would get, and why'],
    ['explain llm-worker-rbee --as other.json', 'which one another machine would get'],
  ],
  upgrade: [
    ['upgrade --dry-run', 'what would be upgraded'],
    ['upgrade echo-worker-cpu', 'this one only, also when its version was chosen by hand'],
  ],
  available: [['available --json', 'with everything that the registry says, for a program']],
  search: [['search llm cpu', 'what has both words']],
  list: [['list', 'what is installed, and which version is current']],
  show: [['show echo-worker-cpu', 'from which bytes it was made, and when']],
  outdated: [['outdated', 'then: rbee-hive upgrade']],
  hardware: [['hardware', 'in a file, it is for: rbee-hive explain --as FILE']],
  verify: [
    ['verify', 'everything'],
    ['verify echo-worker-cpu', 'one worker'],
  ],
  remove: [['remove echo-worker-cpu-v0.1.0-linux', 'this version; list has the ids']],
  rollback: [['rollback echo-worker-cpu', 'the version before']],
  select: [['select echo-worker-cpu-v0.1.0-linux', 'this version; list has the ids']],
  prune: [
    ['prune --dry-run', 'what would go'],
    ['prune --keep 2', 'all but the newest two of each worker'],
  ],
  repair: [['repair', 'after a crash or a power cut']],
  spawn: [
    ['spawn echo-worker-cpu', 'on a free port, which it prints as a URL'],
    ['spawn echo-worker-cpu --port 9000 --restart on-failure', 'on this port, again when it fails'],
    ['spawn echo-worker-cpu -- --heartbeat-seconds 60', 'with arguments of its own'],
  ],
  ps: [['ps --all', 'also what has ended']],
  stop: [['stop echo-worker-cpu', 'its only process; ps has the ids of several']],
  logs: [['logs -f -n 20 echo-worker-cpu', 'the last 20 lines, and what comes']],
  license: [
    ['license trust https://downloads.example.org', 'it may get your licence token from now on'],
    ['license list', 'the origins that you trust'],
  ],
  serve: [
    ['serve', 'for this machine alone; it prints a link to its page'],
    ['serve --host 0.0.0.0 --allow-host hive.lan:7835', 'for other machines too'],
  ],
  doctor: [['doctor', 'fails when something has to be done']],
  completion: [['completion bash', 'in ~/.bashrc: eval "$(rbee-hive completion bash)"']],
};

const ENDINGS: Readonly<Record<keyof typeof EXIT_CODES, string>> = {
  ok: 'done',
  failure: 'failed; the message says why',
  usage: 'the command line is wrong',
  interrupted: 'stopped by Ctrl-C or another signal; nothing is left behind',
  unread: 'the output is no longer read',
};

/** Adds examples to the help of every command, and the exit codes to the program's. */
export function addHelp(program: Command): void {
  const codes = Object.entries(ENDINGS).map(
    ([name, meaning]) => `  ${String(EXIT_CODES[name as keyof typeof EXIT_CODES]).padEnd(3)}  ${meaning}`,
  );
  program.addHelpText('after', ['', 'Exit codes:', ...codes].join('\n'));
  for (const command of program.commands) {
    command.showHelpAfterError(`(rbee-hive ${command.name()} --help says how it goes)`);
    const examples = EXAMPLES[command.name()] ?? [];
    const width = Math.max(0, ...examples.map(([line]) => line.length));
    const lines = examples.map(([line, effect]) => `  rbee-hive ${line.padEnd(width)}  ${effect}`);
    if (lines.length > 0) command.addHelpText('after', ['', 'Examples:', ...lines].join('\n'));
  }
}
