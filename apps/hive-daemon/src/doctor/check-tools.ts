import { findProgram, runProgram } from '@rbee-internal/system/process';
import type { Finding } from '../api/resources.js';
import type { CheckContext } from './check-context.js';

interface Tool {
  /** Any of these does. */
  readonly names: readonly string[];
  readonly verdict: 'problem' | 'warning';
  /** What does not work without it. */
  readonly without: string;
  readonly hint: string;
}

const TOOLS: readonly Tool[] = [
  {
    names: ['bash'],
    verdict: 'problem',
    without: 'recipes cannot run',
    hint: 'Install bash 4.4 or newer and put it on the PATH.',
  },
  {
    names: ['mkfifo'],
    verdict: 'problem',
    without: 'recipes cannot run',
    hint: "Install the system's coreutils.",
  },
  {
    names: ['git'],
    verdict: 'warning',
    without: 'large repositories and ssh cannot be fetched',
    hint: 'Install git.',
  },
  {
    names: ['tar', 'bsdtar'],
    verdict: 'warning',
    without: 'recipes that unpack by hand fail',
    hint: 'Install tar.',
  },
  {
    names: ['cc', 'gcc', 'clang'],
    verdict: 'warning',
    without: 'workers cannot be built from source',
    hint: 'Install a C compiler: gcc or clang; on macOS the command line tools.',
  },
];

/** The programs that recipes and fetchers call. */
export async function checkTools({ env, signal }: CheckContext): Promise<Finding[]> {
  const missing: Finding[] = [];
  for (const { names, verdict, without, hint } of TOOLS) {
    const found = await Promise.all(names.map((name) => findProgram(name, env)));
    if (found.some((program) => program !== undefined)) continue;
    missing.push({
      check: 'tools',
      verdict,
      message: `${names.join(' or ')} is not on the PATH: ${without}.`,
      hint,
    });
  }
  const old = await oldBash(env, signal);
  if (old !== undefined) missing.push(old);
  if (missing.length > 0) return missing;
  const names = TOOLS.map((tool) => tool.names[0]).join(', ');
  return [{ check: 'tools', verdict: 'ok', message: `Everything that recipes need is installed: ${names}.` }];
}

async function oldBash(env: CheckContext['env'], signal: AbortSignal): Promise<Finding | undefined> {
  const bash = await findProgram('bash', env);
  if (bash === undefined) return undefined;
  const { stdout } = await runProgram(bash, ['-c', 'echo "$BASH_VERSION"'], {
    env: { PATH: env.PATH },
    signal,
    timeoutMilliseconds: 5_000,
    maxOutputBytes: 4_096,
    overflow: 'drop',
  });
  const [major = 0, minor = 0] = stdout.toString('latin1').split('.').map(Number);
  if (major > 4 || (major === 4 && minor >= 4)) return undefined;
  return {
    check: 'tools',
    verdict: 'problem',
    message: `The bash at ${bash} is version ${stdout.toString('latin1').trim() || 'unknown'}: recipes need 4.4 or newer.`,
    hint: 'Install a newer one and put it before it on the PATH.',
  };
}
