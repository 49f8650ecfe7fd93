import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One version of an npm package, pinned by its content. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** `sha512-` and base64, as in a lockfile. */
  readonly integrity: string;
}

/** What of an engine is kept between runs: sources, and what was built. Removing it is safe. */
export function engineCache(): string {
  return path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'rbee-test-engines');
}

/** The path of a package's tarball, fetched by `npm pack` where it is not kept already, and the very one that is pinned. */
export async function npmTarball({ name, version, integrity }: NpmPackage): Promise<string> {
  const kept = path.join(engineCache(), `${name.replaceAll('/', '+')}-${version}.tgz`);
  if ((await integrityOf(kept)) === integrity) return kept;
  await mkdir(engineCache(), { recursive: true });
  const folder = await mkdtemp(path.join(engineCache(), 'npm-'));
  try {
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', `${name}@${version}`], { cwd: folder });
    const fetched = path.join(folder, stdout.trim().split('\n').at(-1) ?? '');
    const found = await integrityOf(fetched);
    if (found !== integrity) throw new Error(`${name}@${version} is ${found}, not ${integrity}.`);
    await rename(fetched, kept);
    return kept;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function integrityOf(file: string): Promise<string | undefined> {
  const content = await readFile(file).catch(() => undefined);
  return content && `sha512-${createHash('sha512').update(content).digest('base64')}`;
}
