import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** One fenced `ts` block of a README, with the `text` block that follows it as its expected output. */
export interface ReadmeExample {
  /** The nearest heading above the block. */
  readonly title: string;
  readonly code: string;
  /** What it prints, when the README says so. */
  readonly output: string | undefined;
}

/** The examples of a README, in order. */
export function readmeExamples(readme: string): ReadmeExample[] {
  const text = readFileSync(readme, 'utf8');
  const pattern =
    /^#+ (?<title>.+)$|^```ts\n(?<code>[\s\S]*?)^```\n(?:\n```text\n(?<output>[\s\S]*?)^```\n)?/gm;
  const examples: ReadmeExample[] = [];
  let title = '';
  for (const { groups } of text.matchAll(pattern)) {
    if (groups?.title !== undefined) title = groups.title;
    if (groups?.code !== undefined) examples.push({ title, code: groups.code, output: groups.output });
  }
  return examples;
}

export interface RunExampleOptions {
  /** The package whose README it is: its imports are resolved from here. */
  readonly packageFolder: string;
  /** The working directory and home of the run. */
  readonly cwd: string;
  /** Further environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Type-checks an example, runs it as its own program, and returns what it printed. Fails when either fails. */
export async function runExample(example: ReadmeExample, options: RunExampleOptions): Promise<string> {
  const folder = await mkdtemp(path.join(options.packageFolder, '.readme-'));
  try {
    await writeFile(path.join(folder, 'example.ts'), example.code);
    await writeFile(path.join(folder, 'tsconfig.json'), tsconfigFor(options.packageFolder));
    const require = createRequire(import.meta.url);
    await run([require.resolve('typescript/bin/tsc'), '-p', folder], options);
    const tsx = pathToFileURL(require.resolve('tsx')).href;
    return await run(['--import', tsx, path.join(folder, 'example.ts')], options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function tsconfigFor(packageFolder: string): string {
  const base = path.join(packageFolder, '../../tsconfig.base.json');
  return JSON.stringify({ extends: base, include: ['example.ts'] });
}

async function run(args: string[], { cwd, env }: RunExampleOptions): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, ...env },
    });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The example failed:\n${stdout}${stderr}`, { cause: error });
  }
}
