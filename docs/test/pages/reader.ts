import { execFile, spawn } from 'node:child_process';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const START_MILLISECONDS = 20_000;

/** Someone who does what a page says, in an empty home with the programs on the `PATH`. */
export interface Reader {
  /** The folder that it works in. */
  readonly cwd: string;
  /** Runs commands by bash; those that serve go on in the background. Returns what they printed. */
  type(commands: string): Promise<string>;
  runProgram(file: string): Promise<string>;
  /** A page's text as it holds here: its usual ports may be in use. */
  adapt(text: string): string;
  leave(): Promise<void>;
}

/** One home serves several pages one after the other, as it does a reader: what is installed stays. */
export async function openReader({
  home,
  cwd,
}: {
  readonly home: string;
  readonly cwd: string;
}): Promise<Reader> {
  const port = await freePort();
  await writeLaunchers(path.join(cwd, '.bin'), port);
  const env = { PATH: `${cwd}/.bin:${process.env.PATH}`, HOME: home };
  const running: (() => Promise<void>)[] = [];
  const adapt = (text: string) => text.replaceAll('localhost:8787', `localhost:${port}`);
  return {
    cwd,
    adapt,
    async type(commands) {
      if (!isServer(commands)) return await run('bash', ['--norc', '-euc', adapt(commands)], { cwd, env });
      running.push(startServer(commands, { cwd, env }));
      await (commands.startsWith('rbee-hive') ? daemonReady(home) : listening(port));
      return '';
    },
    async runProgram(file) {
      await writeFile(file, adapt(await readFile(file, 'utf8')));
      return await run(process.execPath, [file], { cwd, env });
    },
    async leave() {
      for (const stop of running.reverse()) await stop();
    },
  };
}

function isServer(commands: string): boolean {
  return /^rbee-(?:hive|worker-registry) serve\b.*\n$/.test(commands);
}

/** Programs under their own names; `npm` and `npx` know the packages of this repository and nothing else. */
async function writeLaunchers(folder: string, registryPort: number): Promise<void> {
  await mkdir(folder);
  const node = `exec '${process.execPath}'`;
  const launchers = {
    'rbee-hive': `case $1 in serve) set -- "$@" --port 0 ;; esac\n${node} '${ROOT}/apps/rbee-hive/dist/cli.js' "$@"`,
    'rbee-worker-registry': `case $1 in serve) set -- "$@" --port ${registryPort} ;; esac\n${node} '${ROOT}/apps/worker-registry/dist/cli.js' "$@"`,
    pkgbuild: `${node} '${ROOT}/packages/pkgbuild-parser/dist/cli.js' "$@"`,
    npm: `[ "$1" = install ] || exit 1\nshift\nfor name; do [ -d "${ROOT}/docs/node_modules/$name" ] || { echo "unknown: $name" >&2; exit 1; }; done`,
    npx: '[ "$1 $2 $3" = "-y pnpm@12 hive" ] || exit 1\nshift 3\nexec rbee-hive "$@"',
  };
  for (const [name, script] of Object.entries(launchers))
    await writeFile(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

async function run(program: string, args: readonly string[], place: Place): Promise<string> {
  try {
    return (await promisify(execFile)(program, args, place)).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
  }
}

function startServer(command: string, place: Place): () => Promise<void> {
  const child = spawn('sh', ['-c', `exec ${command}`], { ...place, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}

async function daemonReady(home: string): Promise<void> {
  await until(() => access(path.join(home, '.local/state/rbee/hive/daemon.json')));
}

async function listening(port: number): Promise<void> {
  await until(async () => void (await fetch(`http://localhost:${port}/health`)));
}

async function until(attempt: () => Promise<void>): Promise<void> {
  for (let left = START_MILLISECONDS; ; left -= 50) {
    try {
      return await attempt();
    } catch (error) {
      if (left <= 0) throw error;
      await sleep(50);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}
