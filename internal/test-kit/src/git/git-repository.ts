import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface GitRepository {
  /** The work tree. */
  readonly folder: string;
  /** Writes the files (a name ending in `*` is made executable, without the star), commits, and returns the commit id. */
  commit(files: Record<string, string>, message?: string): Promise<string>;
  /** Runs git in the work tree and returns its standard output without the final newline. */
  git(...args: string[]): Promise<string>;
}

/** A new repository with branch `main` at `folder`, with author, dates and configuration of its own. */
export async function createGitRepository(folder: string): Promise<GitRepository> {
  const git = async (...args: string[]) => {
    const { stdout } = await run('git', args, { cwd: folder, env: gitEnvironment() });
    return stdout.trimEnd();
  };
  const commit = async (files: Record<string, string>, message = 'change') => {
    for (const [name, content] of Object.entries(files)) await writeEntry(folder, name, content);
    await git('add', '--all');
    await git('commit', '--quiet', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  await mkdir(folder, { recursive: true });
  await git('init', '--quiet', '--initial-branch=main');
  return { folder, commit, git };
}

async function writeEntry(folder: string, name: string, content: string): Promise<void> {
  const isExecutable = name.endsWith('*');
  const target = path.join(folder, isExecutable ? name.slice(0, -1) : name);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, content);
  if (isExecutable) await chmod(target, 0o755);
}

/** Only PATH of the caller's environment, so that no user's git configuration changes a test. */
function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Author',
    GIT_AUTHOR_EMAIL: 'author@example.org',
    GIT_COMMITTER_NAME: 'Author',
    GIT_COMMITTER_EMAIL: 'author@example.org',
    GIT_AUTHOR_DATE: '2025-01-01T00:00:00Z',
    GIT_COMMITTER_DATE: '2025-01-01T00:00:00Z',
  };
}
