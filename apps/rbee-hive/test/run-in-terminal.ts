import { type ChildProcess, execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import xterm from '@xterm/headless';
import { onTestFinished } from 'vitest';

const CLI = path.resolve(import.meta.dirname, '../dist/cli.js');

export interface TerminalRun {
  /** The lines of the screen and what scrolled off it, without the empty ones at the end. */
  readonly lines: () => string[];
  /** Everything that was written, byte for byte. */
  readonly written: () => string;
  /** Waits until the lines, joined, match. */
  readonly shows: (pattern: RegExp) => Promise<void>;
  /** Types text; `\u0003` is Ctrl-C. */
  readonly type: (text: string) => void;
  readonly resize: (columns: number, rows: number) => Promise<void>;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

export interface TerminalOptions {
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

/** Starts the built command line in a pseudo-terminal. */
export function startInTerminal(args: readonly string[], options: TerminalOptions): TerminalRun {
  return startProgramInTerminal([process.execPath, CLI, ...args], options);
}

/** Starts a program in a pseudo-terminal, whose screen an emulator keeps. */
export function startProgramInTerminal(
  program: readonly string[],
  { home, env, columns = 80, rows = 24 }: TerminalOptions,
): TerminalRun {
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true });
  const words = program.map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const script = `tty; stty cols ${columns} rows ${rows}; exec ${words.join(' ')}`;
  // util-linux's script(1) makes the pseudo-terminal.
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', script, '/dev/null'], {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      SHELL: '/bin/sh',
      TERM: 'xterm-256color',
      XDG_CACHE_HOME: path.join(home, 'cache'),
      XDG_STATE_HOME: path.join(home, 'state'),
      ...env,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    terminal.write(text);
  });
  const lines = () => linesOf(terminal);
  return {
    lines,
    written: () => written,
    shows: (pattern) =>
      until(
        () => pattern.test(lines().join('\n')),
        child,
        () => lines().join('\n'),
      ),
    type: (text) => void child.stdin.write(text),
    async resize(newColumns, newRows) {
      const [device = ''] = /\/dev\/pts\/\d+/.exec(written) ?? [];
      await promisify(execFile)('stty', ['-F', device, 'cols', String(newColumns), 'rows', String(newRows)]);
      terminal.resize(newColumns, newRows);
    },
    ended: new Promise((resolve) => {
      child.on('close', (exitCode) => terminal.write('', () => resolve(exitCode)));
    }),
  };
}

/** Without the first, which has the terminal's name. */
function linesOf({ buffer }: xterm.Terminal): string[] {
  const lines: string[] = [];
  for (let row = 0; row < buffer.normal.length; row += 1) {
    const line = buffer.normal.getLine(row);
    const text = line?.translateToString(true) ?? '';
    if (line?.isWrapped) lines.push(`${lines.pop() ?? ''}${text}`);
    else lines.push(text);
  }
  while (lines.at(-1) === '') lines.pop();
  return lines.slice(1);
}

/** How long a screen may take; what it shows then is in the error. */
const SHOWN_MILLISECONDS = 45_000;

function until(isSo: () => boolean, child: ChildProcess, shown: () => string): Promise<void> {
  const end = performance.now() + SHOWN_MILLISECONDS;
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      if (isSo()) resolve();
      else if (child.exitCode !== null) reject(new Error(`It ended without showing that:\n${shown()}`));
      else if (performance.now() > end) reject(new Error(`It does not show that:\n${shown()}`));
      else return;
      clearInterval(timer);
    }, 20);
  });
}
