import { findProgram, runProgram } from '@rbee-internal/system/process';
import type { Finding } from '../api/resources.js';
import type { CheckContext } from './examine.js';

/** What a build is put into, tried with a program that does nothing. */
const TRIAL = [
  '--unshare-all',
  '--die-with-parent',
  '--ro-bind',
  '/',
  '/',
  '--dev',
  '/dev',
  '--proc',
  '/proc',
];

/** Whether builds can be shut in: bubblewrap has to be there and to be allowed to work. */
export async function checkSandbox({ env, signal }: CheckContext): Promise<Finding[]> {
  const program = await findProgram('bwrap', env);
  if (program === undefined) return [missing()];
  const { end, output } = await runProgram(program, [...TRIAL, '--', 'true'], {
    env: { PATH: env.PATH },
    signal,
    timeoutMilliseconds: 5_000,
    maxOutputBytes: 4_096,
    overflow: 'drop',
  });
  if (end.type === 'exit' && end.code === 0) {
    return [{ check: 'sandbox', verdict: 'ok', message: 'bubblewrap works: builds run in a sandbox.' }];
  }
  const why = output.trim().split('\n', 1)[0] || end.type;
  return [
    {
      check: 'sandbox',
      verdict: 'warning',
      message: `bubblewrap is there but does not work: ${why}.`,
      hint: 'Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone, or AppArmor), or install only recipes that you trust.',
    },
  ];
}

function missing(): Finding {
  return {
    check: 'sandbox',
    verdict: 'warning',
    message: 'There is no bubblewrap: builds run as you, with all that you may do.',
    hint:
      process.platform === 'linux' ? 'Install bubblewrap (bwrap).' : 'Install only recipes that you trust.',
  };
}
