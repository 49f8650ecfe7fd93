import type { SourceOptions } from '@rbee/worker-catalog';
import { runProgram } from '@rbee-internal/system/process';

type GitMirror = NonNullable<SourceOptions['mirrors']>[number];

interface Asking {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

const LIMITS = { timeoutMilliseconds: 5_000, maxOutputBytes: 1024 * 1024, overflow: 'drop' } as const;
/** Of a repository that this program happens to be started in, nothing counts: a recipe may be in it. */
const OUTSIDE = {
  cwd: '/',
  env: { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_CEILING_DIRECTORIES: '/' },
};

/**
 * What git itself asks in place of an address: `url.<base>.insteadOf` of the user's and the system's settings
 * (git-config(1)). A base with a user or password over http is left out: it would be a secret in an address.
 *
 * @returns nothing where there is no git, or it has no such setting
 */
export async function readInsteadOf({ env, signal }: Asking): Promise<readonly GitMirror[]> {
  const { end, stdout } = await runProgram(
    'git',
    ['config', '--null', '--get-regexp', '^url\\..*\\.insteadof$'],
    { ...LIMITS, signal, cwd: OUTSIDE.cwd, env: { ...env, ...OUTSIDE.env, LC_ALL: 'C' } },
  );
  if (end.type !== 'exit' || end.code !== 0) return [];
  return stdout.toString('utf8').split('\0').flatMap(mirrorOf);
}

/** One setting: its name, a newline, and what the address begins with. */
function mirrorOf(setting: string): readonly GitMirror[] {
  const [, base, prefix] = /^url\.(.*)\.insteadof\n(.+)$/is.exec(setting) ?? [];
  const replacement = base === undefined ? undefined : addressOf(base);
  if (prefix === undefined || replacement === undefined) return [];
  return [{ for: 'git', prefix, replacements: [replacement] }];
}

/** As a URL: git's short form `user@host:path` is one over ssh. */
function addressOf(base: string): string | undefined {
  const [, user, path] = /^([\w.-]+@[\w.-]+):(?!\/\/)(.*)$/s.exec(base) ?? [];
  if (user !== undefined) return `ssh://${user}/${path ?? ''}`;
  const isHttp = /^https?:/i.test(base);
  if (!isHttp) return base;
  const url = URL.canParse(base) ? new URL(base) : undefined;
  return url?.username === '' && url.password === '' ? base : undefined;
}
