import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  listTree,
  processesMentioning,
  rejectionOf,
  startHttpServer,
  useTempDir,
} from '@rbee-internal/test-kit';
import { expect, it, vi } from 'vitest';
import { type ConfinedOptions, DEFAULT_CONFINED_LIMITS, runConfined } from '../../src/index.js';
import { describeEachGuard, describeInSandbox } from '../guards.js';

/** Runs a bash script confined. */
async function run(script: string, changes: Partial<ConfinedOptions> = {}) {
  const workDir = changes.workDir ?? (await useTempDir());
  const options = {
    command: ['bash', '--norc', '-c', script],
    workDir,
    env: { PATH: process.env.PATH },
    ...changes,
  } as const;
  return { ...(await runConfined(options)), workDir };
}

describeEachGuard('runConfined (sandbox: %s)', (sandbox) => {
  it('returns how the program ended, and what it printed', async () => {
    const { end, output, stdout, guard } = await run('echo out; echo err >&2; exit 3', { sandbox });
    expect({ end, stdout, guard }).toEqual({
      end: { type: 'exit', code: 3 },
      stdout: 'out\n',
      guard: sandbox === 'off' ? 'none' : 'bubblewrap',
    });
    expect(output.split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  it('gives it the environment that was passed, a home and a folder for temporary files', async () => {
    const { stdout, workDir } = await run(
      'echo "$PWD $HOME $TMPDIR $OWN $RBEE_LICENSE_TOKEN"; touch ~/made',
      {
        sandbox,
        env: { PATH: process.env.PATH, OWN: 'a "b"', HOME: '/root' },
      },
    );
    expect(stdout).toBe(`${workDir} ${workDir} ${workDir}/tmp a "b" \n`);
    expect((await listTree(workDir)).slice(0, 2)).toEqual(['made', 'tmp/']);
  });

  it('ends it and what left its session when its time is over', async () => {
    const seconds = `${randomInt(100_000, 999_999)}`;
    const { end, output } = await run(
      `echo up; setsid sleep ${seconds} & ( setsid sleep ${seconds} & ); sleep ${seconds}`,
      {
        sandbox,
        limits: { milliseconds: 500, graceMilliseconds: 100 },
      },
    );
    expect(end).toEqual({ type: 'timeout' });
    expect(output).toBe('up\n');
    expect(processesMentioning(seconds)).toEqual([]);
  });

  it('leaves nothing of a program that left a daemon, and does not wait for it', async () => {
    const seconds = `${randomInt(100_000, 999_999)}`;
    const { end } = await run(`( setsid sleep ${seconds} & ); echo done`, {
      sandbox,
      limits: { graceMilliseconds: 100 },
    });
    expect(end).toEqual({ type: 'exit', code: 0 });
    expect(processesMentioning(seconds)).toEqual([]);
  });

  it('keeps the end of an output without end', async () => {
    const { output, end } = await run('head -c 30000000 /dev/zero | tr "\\0" x; printf "ünd\\n"', {
      sandbox,
      limits: { outputBytes: 10 },
    });
    expect(output).toBe('xxxxxünd\n');
    expect(end.type).toBe('exit');
  });

  it('rejects with the reason of its signal, and leaves nothing', async () => {
    const seconds = `${randomInt(100_000, 999_999)}`;
    const controller = new AbortController();
    const rejection = rejectionOf(run(`sleep ${seconds}`, { sandbox, signal: controller.signal }));
    await vi.waitFor(() => expect(processesMentioning(seconds).length).toBeGreaterThan(0));
    const start = performance.now();
    controller.abort('enough');
    expect(await rejection).toBe('enough');
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(processesMentioning(seconds)).toEqual([]);
    expect(await rejectionOf(run('true', { sandbox, signal: controller.signal }))).toBe('enough');
  });

  it('writes no core file, and opens no more files than it may', async () => {
    const { stdout } = await run('ulimit -c; ulimit -n; ulimit -Hn', { sandbox, limits: { openFiles: 100 } });
    expect(stdout).toBe('0\n100\n100\n');
  });

  it('takes no more memory than it may, where a bound is wanted', async () => {
    const { end } = await run('_data=$(head -c 300000000 /dev/zero | tr "\\0" x); echo "$_data" | wc -c', {
      sandbox,
      limits: { memoryBytes: 200_000_000 },
    });
    expect(end).not.toEqual({ type: 'exit', code: 0 });
  });

  it('says that a program is not there', async () => {
    const { end } = await run('', { sandbox, command: ['/not/there'] });
    expect(end).toEqual({ type: 'exit', code: 127 });
  });

  it('returns the signal that ended it', async () => {
    expect((await run('kill -SEGV $$', { sandbox })).end).toEqual({ type: 'signal', signal: 'SIGSEGV' });
  });
});

describeInSandbox('a confined program (sandbox: %s)', (sandbox) => {
  it('sees the system and what it is shown, and writes to its own folder alone', async () => {
    const root = await useTempDir();
    for (const name of ['shown', 'hidden']) {
      await mkdir(path.join(root, name));
      await writeFile(path.join(root, name, 'file'), name);
    }
    const workDir = path.join(root, 'work');
    await mkdir(workDir);
    const { stdout } = await run(
      `cat ${root}/shown/file; echo; cat ${root}/hidden/file || echo none
touch ${root}/shown/new || touch /usr/new || touch /etc/new || echo read-only; ls ${root}`,
      { sandbox, workDir, readable: [path.join(root, 'shown')] },
    );
    expect(stdout).toBe('shown\nnone\nread-only\nshown\nwork\n');
  });

  it('sees no other process, nor the environment of the one that started it', async () => {
    const { stdout } = await run(
      'ls -d /proc/[0-9]* | wc -l; tr "\\0" "\\n" </proc/$PPID/environ | grep -c "^RBEE_\\|^HOME=/root" || :; kill -0 ' +
        `${process.pid} 2>/dev/null || echo alone`,
      { sandbox },
    );
    expect(stdout.split('\n').slice(1)).toEqual(['0', 'alone', '']);
    expect(Number(stdout.split('\n')[0])).toBeLessThan(8);
  });

  it('reaches no server of this machine, but one of its own', async () => {
    const server = await startHttpServer({});
    const { port } = new URL(server.url);
    const { stdout } = await run(
      `( exec 9<>/dev/tcp/127.0.0.1/${port} ) 2>/dev/null || echo refused; grep -c lo: /proc/net/dev; ls /run /home 2>/dev/null | wc -l`,
      { sandbox },
    );
    expect(stdout).toBe('refused\n1\n0\n');
  });

  it('has the graphics processors where it may', async () => {
    const gpu = existsSync('/dev/dri') || existsSync('/dev/nvidia0');
    const script = 'compgen -G "/dev/dri" || compgen -G "/dev/nvidia*" || compgen -G /dev/kfd || echo none';
    expect((await run(script, { sandbox })).stdout).toBe('none\n');
    if (gpu) expect((await run(script, { sandbox, gpu: true })).stdout).not.toBe('none\n');
  });

  it('can make no user namespace', async () => {
    const { stdout } = await run('unshare -U true 2>/dev/null || echo none', { sandbox });
    expect(stdout).toBe('none\n');
  });

  it('is not started without a sandbox that is required', async () => {
    const error = await rejectionOf(run('true', { sandbox, env: { PATH: '/nowhere' } }));
    expect(error).toMatchObject({
      code: 'SANDBOX',
      sandboxProblem: { cause: 'missing', message: 'bwrap is not installed.' },
    });
    const { guard, guardProblem } = await run('true', { env: { PATH: '/nowhere' }, command: ['/bin/true'] });
    expect({ guard, cause: guardProblem?.cause }).toEqual({ guard: 'none', cause: 'missing' });
  });
});

it('has these limits', () => {
  expect(DEFAULT_CONFINED_LIMITS).toEqual({
    milliseconds: 60_000,
    outputBytes: 65_536,
    graceMilliseconds: 500,
    processes: 4_096,
    openFiles: 65_536,
    memoryBytes: Number.POSITIVE_INFINITY,
  });
});
