import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
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
  /** The working directory and home of the run. */
  readonly cwd: string;
  /** Further environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The examples of a README, as programs. */
export interface CompiledExamples {
  /** Runs one as its own program, and returns what it printed. Fails when it fails. */
  run(index: number, options: RunExampleOptions): Promise<string>;
  remove(): Promise<void>;
}

/** Type-checks all examples of a README at once. Fails when one has an error. Imports are resolved from the package. */
export async function compileExamples(
  examples: readonly ReadmeExample[],
  packageFolder: string,
): Promise<CompiledExamples> {
  const folder = await mkdtemp(path.join(packageFolder, '.readme-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    for (const [index, { code }] of examples.entries())
      await writeFile(path.join(folder, `example-${index}.ts`), code);
    await writeFile(path.join(folder, 'tsconfig.json'), tsconfigFor(packageFolder));
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    await run([tsc, '-p', folder], { cwd: folder });
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    run: (index, options) => run([path.join(folder, 'out', `example-${index}.js`)], options),
    remove,
  };
}

function tsconfigFor(packageFolder: string): string {
  const base = path.join(packageFolder, '../../tsconfig.base.json');
  const compilerOptions = { noEmit: false, rootDir: '.', outDir: 'out' };
  return JSON.stringify({ extends: base, compilerOptions, include: ['example-*.ts'] });
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
