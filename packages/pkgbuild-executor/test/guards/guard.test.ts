import { spawn, spawnSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  listTree,
  processesMentioning,
  rejectionOf,
  startHttpServer,
  useTempDir,
} from '@rbee-internal/test-kit';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ExecuteOptions } from '../../src/index.js';
import { BUILT_PACKAGE } from '../built.js';
import { describeEachGuard, describeInSandbox } from '../guards.js';
import { writeRecipe } from '../recipe.js';

const HEAD = 'pkgname=demo\npkgver=1\npkgrel=1\narch=(any)\n';

/** Runs each line as a command of build(), and answers which of them succeeded. */
async function tryInBuild(commands: readonly string[], changes: Partial<ExecuteOptions> = {}) {
  const body = commands.map((command) => `if ${command} &>/dev/null; then echo yes; else echo no; fi`);
  const recipe = await writeRecipe(`${HEAD}build() {\n${body.join('\n')}\n}\n`, {
    sandbox: 'require',
    ...changes,
  });
  await recipe.run();
  return recipe.lines();
}

describe('the sandbox option', () => {
  it('off runs without a guard and says so', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { :; }\n`, { sandbox: 'off' });
    expect(await recipe.run()).toMatchObject({ guard: 'none', guardReason: 'It was switched off.' });
    expect(recipe.events[0]).toEqual({
      type: 'phase-start',
      phase: 'build',
      guard: 'none',
      guardReason: 'It was switched off.',
    });
  });

  it('prefer runs without one that is not installed, and says why', async () => {
    const PATH = await folderWithout('bwrap');
    const recipe = await writeRecipe(`${HEAD}build() { :; }\n`, { sandbox: 'prefer', env: { PATH } });
    expect(await recipe.run()).toMatchObject({
      guard: 'none',
      guardReason: 'bwrap is not installed.',
      guardProblem: {
        cause: 'missing',
        remedy: 'Install bubblewrap, the package that has the program bwrap.',
      },
    });
    expect(recipe.events[0]).toMatchObject({ type: 'phase-start', guardProblem: { cause: 'missing' } });
  });

  it('prefer runs without one that does not work, and quotes its error', async () => {
    const PATH = await folderWithout('bwrap');
    await writeFile(path.join(PATH, 'bwrap'), '#!/bin/sh\necho "bwrap: No permissions" >&2; exit 1\n', {
      mode: 0o755,
    });
    const recipe = await writeRecipe(`${HEAD}build() { echo built; }\n`, {
      sandbox: 'prefer',
      env: { PATH },
    });
    expect(await recipe.run()).toMatchObject({
      guard: 'none',
      guardReason: 'bwrap does not work: bwrap: No permissions',
    });
    expect(recipe.lines()).toEqual(['built']);
  });

  it('require fails before anything runs', async () => {
    const PATH = await folderWithout('bwrap');
    const recipe = await writeRecipe(`${HEAD}build() { echo built; }\n`, {
      sandbox: 'require',
      env: { PATH },
    });
    expect(await rejectionOf(recipe.run())).toMatchObject({
      code: 'SANDBOX',
      reason: 'sandbox',
      message: 'A sandbox is required, and there is none. bwrap is not installed.',
      sandboxProblem: { cause: 'missing' },
    });
    expect(recipe.events).toEqual([]);
    expect(await listTree(recipe.options.workDir)).toEqual(['home/']);
  });
});

/** A folder that has the programs we start, but not one of them. */
async function folderWithout(missing: string): Promise<string> {
  const folder = await useTempDir();
  for (const program of ['bash', 'mkfifo', 'true', 'find', 'grep'].filter((name) => name !== missing)) {
    const found = spawnSync('bash', ['-c', `type -P ${program}`])
      .stdout.toString()
      .trim();
    await symlink(found, path.join(folder, program));
  }
  return folder;
}

describeEachGuard('a descriptor of ours (sandbox: %s)', (sandbox) => {
  it('that this process was started with does not get into a build', { timeout: 30_000 }, async () => {
    const victim = await useTempDir();
    await writeFile(path.join(victim, 'secret'), 'secret');
    const recipe = await writeRecipe(
      `${HEAD}build() { readlink /proc/self/fd/* | grep -F ${victim} || echo none; cat /proc/self/fd/200/secret 2>/dev/null || cat /proc/$$/fd/200/secret 2>/dev/null || echo unread; touch /proc/self/fd/200/made 2>/dev/null || echo unwritten; }\npackage() { build; }\n`,
      { sandbox },
    );
    const { onEvent: _, ...options } = recipe.options;
    const script = path.join(await useTempDir(), 'run.mjs');
    await writeFile(
      script,
      `import { executePkgbuild } from ${JSON.stringify(BUILT_PACKAGE)};
await executePkgbuild({ ...${JSON.stringify(options)}, onEvent: (event) => { if (event.type === 'output') console.log(event.line); } });
`,
    );
    const command = `exec 200<${victim} 9<${victim}; ls ${victim} >/dev/null; exec "$@"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command, 'x', process.execPath, script]);
    expect(String(stderr)).toBe('');
    expect(String(stdout)).toBe('none\nunread\nunwritten\n'.repeat(2));
    expect(await listTree(victim)).toEqual(['secret']);
  });
});

describeInSandbox('a recipe in the sandbox (%s)', (sandbox) => {
  it('does not see homes, keys, sockets and other temporary files', async () => {
    const home = await useTempDir();
    await mkdir(path.join(home, '.ssh'));
    await writeFile(path.join(home, '.ssh/id_ed25519'), 'secret');
    const env = { PATH: process.env.PATH, HOME: home };
    expect(
      await tryInBuild(
        [
          `cat ${home}/.ssh/id_ed25519`,
          'ls /home/*',
          'ls /root/.ssh',
          'ls /run/*',
          'ls /var/run/*',
          'ls /tmp/*/.ssh',
          'true',
        ],
        { env },
      ),
    ).toEqual(['no', 'no', 'no', 'no', 'no', 'no', 'yes']);
  });

  it('fails with FUNCTION_FAILED and the command’s line when it reads a key', async () => {
    const home = await useTempDir();
    await writeFile(path.join(home, 'id_ed25519'), 'secret');
    const recipe = await writeRecipe(`${HEAD}build() {\n  cat ${home}/id_ed25519\n}\n`, { sandbox });
    const error = await rejectionOf(recipe.run());
    expect(error).toMatchObject({
      code: 'FUNCTION_FAILED',
      reason: 'exit',
      line: 6,
      report: { guard: 'bubblewrap' },
    });
    expect(recipe.lines('stdout')).toEqual([]);
  });

  it('cannot read what only root may read, though it runs as root', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { cat /etc/shadow || echo hidden; }\n`, { sandbox });
    await recipe.run();
    expect(recipe.lines('stdout').filter((line) => line.includes(':'))).toEqual([]);
  });

  it('writes to its own folders, HOME and temporary folders alone', async () => {
    const home = await useTempDir();
    expect(
      await tryInBuild(
        [
          'touch "$srcdir/a"',
          'touch ~/a',
          'touch "$TMPDIR/a"',
          'touch /tmp/a',
          'touch /dev/shm/a',
          'touch "$startdir/a"',
          'touch "$pkgdirbase/a"',
          `touch ${home}/a`,
          'touch /usr/a',
          'touch /etc/a',
          'touch /a',
          'touch /dev/a',
        ],
        { env: { PATH: process.env.PATH, HOME: home } },
      ),
    ).toEqual(['yes', 'yes', 'yes', 'yes', 'yes', 'no', 'no', 'no', 'no', 'no', 'no', 'no']);
    expect(await listTree(home)).toEqual([]);
  });

  it('writes to pkgdir in package(), and to srcdir unless that is read-only', async () => {
    const pkgbuild = `${HEAD}package() { touch "$pkgdir/a"; touch "$srcdir/a" 2>/dev/null && echo srcdir; touch "$startdir/a" 2>/dev/null && echo startdir; :; }\n`;
    const usual = await writeRecipe(pkgbuild, { sandbox });
    await usual.run();
    expect(usual.lines()).toEqual(['srcdir']);
    const strict = await writeRecipe(pkgbuild, { sandbox, packageSources: 'read-only' });
    await strict.run();
    expect(strict.lines()).toEqual([]);
    expect(await listTree(strict.options.pkgDir)).toEqual(['demo/', 'demo/a']);
  });

  it('sees and writes further folders that it is given', async () => {
    const folder = await useTempDir();
    await writeFile(path.join(folder, 'file'), 'text');
    const commands = [`cat ${folder}/file`, `touch ${folder}/new`];
    expect(await tryInBuild(commands)).toEqual(['no', 'no']);
    expect(await tryInBuild(commands, { readable: [folder] })).toEqual(['yes', 'no']);
    expect(await tryInBuild(commands, { writable: [folder] })).toEqual(['yes', 'yes']);
  });

  it('reaches no server, on this machine or elsewhere', async () => {
    const server = await startHttpServer({});
    const port = new URL(server.url).port;
    const commands = [`exec 9<>/dev/tcp/127.0.0.1/${port}`, 'exec 9<>/dev/tcp/192.0.2.1/80'];
    expect(await tryInBuild(commands.map((command) => `( ${command} )`))).toEqual(['no', 'no']);
    expect(await tryInBuild([`( ${commands[0]} )`], { network: true })).toEqual(['no']);
  });

  it('has a network of its own for its tests', async () => {
    expect(await tryInBuild(['grep -q lo: /proc/net/dev', 'grep -q eth0 /proc/net/dev'])).toEqual([
      'yes',
      'no',
    ]);
  });

  it('sees no process but its own, and cannot end ours', async () => {
    const recipe = await writeRecipe(
      `${HEAD}build() { echo /proc/[0-9]*; kill -9 ${process.pid} || echo "not there"; kill -9 1; echo alive; }\n`,
      { sandbox },
    );
    await recipe.run();
    expect(recipe.lines('stdout')[0]?.split(' ').length).toBeLessThan(6);
    expect(recipe.lines('stdout').slice(1)).toEqual(['not there', 'alive']);
  });

  it('that kills its parent and everything else is KILLED or failed, and nothing remains', async () => {
    const recipe = await writeRecipe(
      `${HEAD}build() { sleep 76543.2 & kill -9 -1; kill -9 $$; sleep 76543.2; }\n`,
      {
        sandbox,
      },
    );
    expect(await rejectionOf(recipe.run())).toMatchObject({ code: 'KILLED', reason: 'signal' });
    expect(processesMentioning('76543.2')).toEqual([]);
  });

  it('can make no user namespace', async () => {
    expect(await tryInBuild(['unshare -U true', 'unshare -Ur true'])).toEqual(['no', 'no']);
  });

  it('has no capability', async () => {
    const recipe = await writeRecipe(
      `${HEAD}build() { grep -h ^Cap /proc/self/status; }\npackage() { build; }\n`,
      {
        sandbox,
        fakeroot: 'prefer',
      },
    );
    await recipe.run();
    expect(new Set(recipe.lines().map((line) => line.split('\t')[1]))).toEqual(new Set(['0000000000000000']));
  });

  it('passes exports to the packages’ own shell, never to a program outside the sandbox', async () => {
    const recipe = await writeRecipe(
      `${HEAD}build() { export EVIL='a "b" $c'; }\npackage() { echo "$EVIL"; tr '\\0' '\\n' </proc/1/environ | grep -c EVIL || :; }\n`,
      { sandbox },
    );
    await recipe.run();
    expect(recipe.lines()).toEqual(['a "b" $c', '0']);
  });

  it('ends when the process that started it is killed', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { echo up; sleep 65432.1; }\n`, { sandbox });
    const { onEvent: _, ...options } = recipe.options;
    const script = path.join(await useTempDir(), 'run.mjs');
    await writeFile(
      script,
      `import { executePkgbuild } from ${JSON.stringify(BUILT_PACKAGE)};
await executePkgbuild({ ...${JSON.stringify(options)}, onEvent: (event) => { if (event.type === 'output') console.log(event.line); } });
`,
    );
    const child = spawn(process.execPath, [script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await vi.waitFor(() => expect(processesMentioning('sleep 65432.1').length).toBeGreaterThan(0), {
      timeout: 10_000,
    });
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(processesMentioning('65432.1')).toEqual([]), { timeout: 5_000 });
  });

  it('works with blanks, quotes, dollars and unicode in every path', async () => {
    const recipe = await writeRecipe(
      `${HEAD}build() { echo x > file; }\npackage() { install -Dm644 file "$pkgdir/usr/file"; }\n`,
      { sandbox },
      `it's "a" $HOME \`x\` ;&| wörk ☃ -n`,
    );
    expect((await recipe.run()).guard).toBe('bubblewrap');
    expect(await listTree(recipe.options.pkgDir)).toEqual(['demo/', 'demo/usr/', 'demo/usr/file']);
    expect(await listTree(recipe.options.workDir)).toEqual(['home/', 'tmp/']);
  });
});
