import type { Command, Word } from 'unbash';
import type { Place } from '../problems/positions.js';

/** What has been seen of a function so far. */
export interface Findings extends Place {
  readonly name: string;
  readonly commands: Map<string, number>;
  readonly networkTools: Set<string>;
  readonly urls: Set<string>;
  readonly outsideWrites: Found[];
  readonly privileged: Found[];
  readonly evals: Found[];
  readonly notUnderstood: Found[];
}

interface Found extends Place {
  readonly text: string;
}

const NETWORK_TOOLS: ReadonlySet<string> = new Set(
  'aria2c bzr cargo curl ftp git go gem hg lftp nc ncat npm pip pip3 pnpm rsync scp sftp ssh svn telnet wget yarn'.split(
    ' ',
  ),
);

/** Those that write to the paths named last, or to all that are named. */
const WRITERS: ReadonlySet<string> = new Set(
  'chmod chown cp dd install ln mkdir mv rm rmdir tee touch truncate'.split(' '),
);

const PRIVILEGED: ReadonlySet<string> = new Set('doas pkexec su sudo systemctl'.split(' '));

/** Those that run what their arguments say. */
const RUNNERS: ReadonlySet<string> = new Set(
  'builtin command doas env exec fakeroot nice nohup pkexec sudo time xargs'.split(' '),
);

/** Those that read more commands from text or a file. */
const READERS: ReadonlySet<string> = new Set(['eval', 'source', '.']);

const INTERPRETERS = /^(?:(?:ba|da|z|k)?sh|python[0-9.]*|perl|node|ruby)$/;

/** Notes one command, and what it runs in turn. */
export function inspectCommand(own: Findings, command: Command): void {
  const { name } = command;
  if (name === undefined) return;
  inspectWords(own, [name, ...command.suffix.filter((word): word is Word => word.type === 'Word')], command);
}

function inspectWords(own: Findings, words: readonly Word[], place: Place): void {
  const [called, ...args] = words;
  if (called === undefined) return;
  const { pos, end } = place;
  const text = literalText(called.text);
  const found = { text: [text, ...args.map((word) => word.text)].join(' '), pos, end };
  if (/[$`*?]/.test(text)) {
    own.notUnderstood.push({ ...found, text: `the command ${called.text}` });
    return;
  }
  own.commands.set(text, (own.commands.get(text) ?? 0) + 1);
  if (NETWORK_TOOLS.has(text)) own.networkTools.add(text);
  if (PRIVILEGED.has(text)) own.privileged.push(found);
  if (READERS.has(text)) own.evals.push(found);
  if (INTERPRETERS.test(text) && args.some((word) => /^-[ce]$/.test(word.text))) {
    own.notUnderstood.push({ ...found, text: `a program in the text of ${found.text}` });
  }
  if (WRITERS.has(text)) noteWrites(own, args, found);
  const next = args.findIndex((word) => !word.text.startsWith('-') && !/^\w+=/.test(word.text));
  if (RUNNERS.has(text) && next !== -1) inspectWords(own, args.slice(next), place);
}

function noteWrites(own: Findings, args: readonly Word[], found: Found): void {
  const paths = args
    .map((word) => literalText(word.text))
    .filter((path) => path.startsWith('/') || path.startsWith('~') || path.startsWith('$HOME'));
  const written = /^(?:cp|install|ln|mv) /.test(found.text)
    ? paths.filter((path) => path === literalText(args[args.length - 1]?.text ?? ''))
    : paths;
  for (const path of written) {
    if (!path.startsWith('/dev/')) own.outsideWrites.push({ ...found, text: path });
  }
}

/** The text without its quotes; expansions stay as they are written. */
export function literalText(text: string): string {
  return text.replace(/\\(.)|["']/g, (_, escaped: string | undefined) => escaped ?? '');
}
