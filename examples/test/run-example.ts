import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

/** The folder of the examples. */
export const EXAMPLES = path.resolve(import.meta.dirname, '..');

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

interface Place {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Runs an example to its end: `EXAMPLE/src/main.ts` with arguments. */
export function runExample(
  example: string,
  args: readonly string[],
  place: Place,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const [program = '', ...first] = commandOf(example);
  return new Promise((resolve) => {
    const child: ChildProcess = execFile(
      program,
      [...first, ...args],
      { cwd: place.cwd, env: environment(place) },
      (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

/** Starts a program until the test ends, and resolves with the URL that it prints. */
export async function startServer(command: readonly string[], { cwd, env }: Place): Promise<string> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: environment({ cwd, env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return await new Promise((resolve, reject) => {
    for (const output of [child.stdout, child.stderr])
      output.on('data', (chunk: Buffer) => {
        const url = /http:\/\/[\w.]+:\d+/.exec(chunk.toString())?.[0];
        if (url !== undefined) resolve(url);
      });
    void ended.then(() => reject(new Error(`${command.join(' ')} ended without a URL.`)));
  });
}

/** The command that runs an example. */
export function commandOf(example: string): string[] {
  return [process.execPath, '--import', TSX, path.join(EXAMPLES, example, 'src/main.ts')];
}

function environment({ cwd, env }: Place): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: cwd, ...env };
}
