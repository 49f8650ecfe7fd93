import { existsSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathOf, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { failedSandbox } from '../../src/guards/sandbox-problem.js';
import { checkSandbox } from '../../src/index.js';
import { HAS_BUBBLEWRAP } from '../guards.js';

/** A PATH with a bubblewrap that says something and fails. */
async function pathWithBwrap(script: string): Promise<string> {
  const folder = await useTempDir();
  await writeFile(path.join(folder, 'bwrap'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  await symlink(pathOf('true') ?? '/bin/true', path.join(folder, 'true'));
  return folder;
}

const UID_MAP = 'bwrap: setting up uid map: Permission denied';
const NO_NAMESPACE =
  'bwrap: No permissions to create new namespace, likely because the kernel does not allow non-privileged user namespaces.';
const inContainer = existsSync('/.dockerenv') || existsSync('/run/.containerenv');

describe('checkSandbox', () => {
  it.each([
    [UID_MAP, 'forbidden', /kernel\.apparmor_restrict_unprivileged_userns=0/],
    ['bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted', 'forbidden', /apparmor/],
    [NO_NAMESPACE, inContainer ? 'container' : 'forbidden', inContainer ? /docker run/ : /sysctl/],
    ['bwrap: Unknown option --unshare-all', 'failed', /in a terminal/],
  ])('knows the cause of %j', async (says, cause, remedy) => {
    const PATH = await pathWithBwrap(`echo "${says}" >&2; exit 1`);
    const { guard, problem } = await checkSandbox({ env: { PATH } });
    expect(guard).toBe('none');
    expect(problem).toMatchObject({ cause, message: `bwrap does not work: ${says}` });
    expect(problem?.remedy).toMatch(remedy);
  });

  it('says that it is missing', async () => {
    expect(await checkSandbox({ env: { PATH: await useTempDir() } })).toEqual({
      guard: 'none',
      problem: {
        cause: 'missing',
        message: 'bwrap is not installed.',
        remedy: 'Install bubblewrap, the package that has the program bwrap.',
      },
    });
  });

  it('takes one that cannot forbid user namespaces, without that', async () => {
    const PATH = await pathWithBwrap(
      'case " $* " in *--disable-userns*) echo "bwrap: --disable-userns is not for here" >&2; exit 1;; *--help*) echo "--disable-userns";; esac',
    );
    expect(await checkSandbox({ env: { PATH } })).toEqual({ guard: 'bubblewrap' });
  });

  it.runIf(HAS_BUBBLEWRAP)('finds the one of this machine', async () => {
    expect(await checkSandbox({ env: { PATH: process.env.PATH } })).toEqual({ guard: 'bubblewrap' });
  });

  it('heeds its signal', async () => {
    const PATH = await pathWithBwrap('sleep 100');
    expect(await rejectionOf(checkSandbox({ env: { PATH }, signal: AbortSignal.abort('enough') }))).toBe(
      'enough',
    );
  });
});

describe('failedSandbox', () => {
  const outcome = { end: { type: 'exit', code: 1 }, output: NO_NAMESPACE } as const;

  it('takes what the kernel forbids for the container’s doing inside of one', async () => {
    const marker = path.join(await useTempDir(), '.dockerenv');
    expect((await failedSandbox('bwrap', outcome, [marker])).cause).toBe('forbidden');
    await writeFile(marker, '');
    expect((await failedSandbox('bwrap', outcome, ['/not/there', marker])).cause).toBe('container');
  });

  it('takes what AppArmor forbids for that, in a container too', async () => {
    const marker = path.join(await useTempDir(), '.dockerenv');
    await writeFile(marker, '');
    expect((await failedSandbox('bwrap', { ...outcome, output: UID_MAP }, [marker])).cause).toBe('forbidden');
  });

  it('has a remedy for one that takes too long, or says nothing', async () => {
    expect(await failedSandbox('bwrap', { end: { type: 'timeout' }, output: '' })).toMatchObject({
      cause: 'failed',
      message: 'bwrap does not work: it took too long',
    });
    expect(await failedSandbox('bwrap', { end: { type: 'exit', code: 1 }, output: '' })).toMatchObject({
      message: 'bwrap does not work: it could not be started',
    });
  });
});
