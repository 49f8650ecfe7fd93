import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeWith, processesMentioning, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { installTree } from '../../src/package/install-tree.js';

interface Made {
  /** Contents of files by path; scripts are executable. */
  readonly files?: Readonly<Record<string, string>>;
  /** A program `app` that needs `libf.so`, with these flags, and where the two go. */
  readonly elf?: { readonly flags: readonly string[]; readonly program: string; readonly library: string };
  readonly links?: Readonly<Record<string, string>>;
}

async function treeOf({ files = {}, elf, links = {} }: Made): Promise<string> {
  const root = path.join(await useTempDir(), 'pkg with a blank');
  const put = async (name: string) => {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    return path.join(root, name);
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(await put(name), text);
    if (text.startsWith('#!')) await chmod(path.join(root, name), 0o755);
  }
  if (elf !== undefined) {
    const folder = await useTempDir();
    await writeFile(path.join(folder, 'lib.c'), 'int f(void) { return 7; }\n');
    await writeFile(path.join(folder, 'main.c'), 'int f(void);\nint main(void) { return f(); }\n');
    execFileSync('gcc', ['-shared', '-fPIC', '-o', 'libf.so', 'lib.c'], { cwd: folder });
    execFileSync('gcc', ['-o', 'app', 'main.c', '-L.', '-lf', ...elf.flags], { cwd: folder });
    await rename(path.join(folder, 'app'), await put(elf.program)).catch(async () => {
      execFileSync('cp', [path.join(folder, 'app'), path.join(root, elf.program)]);
    });
    execFileSync('cp', [path.join(folder, 'libf.so'), await put(elf.library)]);
  }
  for (const [name, target] of Object.entries(links)) await symlink(target, await put(name));
  return root;
}

/** As a consumer runs it: moved to another place, through a link in another folder, from anywhere. */
async function start(root: string, name: string, ...args: string[]) {
  const link = path.join(await useTempDir(), 'started by a link');
  await symlink(path.join(root, name), link);
  return spawnSync(link, args, { cwd: '/', encoding: 'utf8', env: { PATH: process.env.PATH } });
}

describeWith(['gcc'], 'a program that needs a library of its package', () => {
  test.each([
    ['usr/lib/libf.so', []],
    ['usr/lib/x86_64-linux-gnu/libf.so', []],
    ['opt/app/libf.so', ['-Wl,-rpath,/opt/app']],
  ])('in %s is started with it on the library path', async (library, flags) => {
    const root = await treeOf({ elf: { flags, program: 'usr/bin/app', library } });
    const installed = await installTree([root]);
    expect(installed).toMatchObject({
      start: 'app',
      program: 'usr/bin/app',
      launcher: { kind: 'library-path', why: 'usr/bin/app needs libf.so, which the package brings' },
    });
    expect(await start(root, 'app')).toMatchObject({ status: 7, stderr: '' });
  });

  test.each(['$ORIGIN/../lib', `\${ORIGIN}/../lib`])(
    'by its own run path %s is started as it is',
    async (runPath) => {
      const elf = { flags: [`-Wl,-rpath,${runPath}`], program: 'usr/bin/app', library: 'usr/lib/libf.so' };
      const root = await treeOf({ elf });
      const installed = await installTree([root]);
      expect(installed.launcher).toBeUndefined();
      expect(installed.start).toBe('usr/bin/app');
      expect(await start(root, 'app')).toMatchObject({ status: 7 });
    },
  );

  test('gets arguments and signals', async () => {
    const files = {
      'usr/bin/app':
        '#!/bin/sh\ntrap "echo ended; exit 3" TERM\necho "$#:$1:$2"\nwhile :; do sleep 0.05; done\n',
    };
    const elf = { flags: [], program: 'usr/lib/app/helper', library: 'usr/lib/libf.so' };
    const root = await treeOf({ files, elf });
    await installTree([root]);
    const child = spawn(path.join(root, 'app'), ['a b', ''], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (data) => {
      output += String(data);
      if (output === '2:a b:\n') child.kill('SIGTERM');
    });
    const [code] = await once(child, 'exit');
    expect([code, output]).toEqual([3, '2:a b:\nended\n']);
  });
});

describeWith(['bwrap'], 'a package that is bound to its place', () => {
  test('by a wrapper that runs /opt/app/app', async () => {
    const root = await treeOf({
      files: {
        'opt/app/app': '#!/bin/sh\ncat /opt/app/data; echo "$1"; ls /usr/bin/env /proc/self/status\n',
        'opt/app/data': 'of the package\n',
        'usr/bin/app': '#!/bin/sh\nexec /opt/app/app "$@"\n',
      },
    });
    const installed = await installTree([root]);
    expect(installed).toMatchObject({
      start: 'app',
      launcher: { kind: 'mounts', why: 'usr/bin/app names /opt/app/app, which the package brings' },
    });
    expect(await start(root, 'app', 'x y')).toMatchObject({
      status: 0,
      stderr: '',
      stdout: 'of the package\nx y\n/proc/self/status\n/usr/bin/env\n',
    });
  });

  test.each([
    ['etc/app.conf', '. /etc/app.conf'],
    ['etc/default/app', '[ -f /etc/default/app ] && . /etc/default/app'],
    ['etc/app/conf.d/a.conf', 'for f in /etc/app/conf.d/*; do . "$f"; done'],
    ['var/lib/app/a.conf', '. /var/lib/app/a.conf'],
    ['srv/app/a.conf', 'cd /srv/app; . ./a.conf'],
    ['usr/local/etc/app.conf', '. "/usr/local/etc/app.conf"'],
  ])('by a script that reads its own /%s, beside the files of the system', async (file, line) => {
    const root = await treeOf({
      files: {
        [file]: 'NAME=own\n',
        'usr/bin/app': `#!/bin/sh\n${line}\n[ -r /etc/passwd ] && [ -d /var/lib/dpkg ] && echo "$NAME"\n`,
      },
    });
    const installed = await installTree([root]);
    expect(installed.launcher?.kind).toBe('mounts');
    expect(await start(root, 'app')).toMatchObject({ status: 0, stderr: '', stdout: 'own\n' });
  });

  test('is not what only makes an empty folder for its data', async () => {
    const root = await treeOf({ files: { 'usr/bin/app': '#!/bin/sh\nls /var/lib/app || echo none\n' } });
    await mkdir(path.join(root, 'var/lib/app'), { recursive: true });
    expect((await installTree([root])).launcher).toBeUndefined();
  });

  describe('is started by a launcher that', () => {
    const GRACEFUL =
      'trap "echo ended; sleep 0.3; echo after; exit 3" TERM\ntrap "echo again; exit 4" USR1\necho "$PPID $$"\nwhile :; do sleep 0.05; done\n';

    async function launch(program: string, more: { detached?: boolean; env?: NodeJS.ProcessEnv } = {}) {
      const root = await treeOf({
        files: {
          'opt/app/app': `#!/bin/sh\n${program}`,
          'usr/bin/app': '#!/bin/sh\nexec /opt/app/app "$@"\n',
        },
      });
      await installTree([root]);
      const child = spawn(path.join(root, 'app'), [], { stdio: ['ignore', 'pipe', 'inherit'], ...more });
      let output = '';
      const started = new Promise<string>((resolve) => {
        child.stdout.on('data', (data) => {
          output += String(data);
          resolve(output);
        });
      });
      const ended = once(child, 'close');
      return {
        ...{ child, started, ended },
        all: () => output,
        output: () => output.split('\n').slice(1).join('\n'),
      };
    }

    test.each([
      ['SIGTERM', 'ended\nafter\n', 3],
      ['SIGINT', 'ended\nafter\n', 3],
      ['SIGUSR1', 'again\n', 4],
    ] as const)('passes %s to it, and its exit code back', async (signal, printed, code) => {
      const { child, started, ended, output } = await launch(GRACEFUL);
      await started;
      child.kill(signal);
      expect(await ended).toEqual([code, null]);
      expect(output()).toBe(printed);
    });

    test('leaves it its grace when the whole group gets a signal', async () => {
      const { child, started, ended, output } = await launch(GRACEFUL, { detached: true });
      await started;
      process.kill(-(child.pid ?? 0), 'SIGTERM');
      expect(await ended).toEqual([3, null]);
      expect(output()).toBe('ended\nafter\n');
    });

    test('forbids it user namespaces of its own where a proof asks for that, and only there', async () => {
      const tried = 'unshare --user true 2>/dev/null && echo can || echo cannot\nenv | grep -c RBEE_\n';
      const { PATH } = process.env;
      const free = await launch(tried, { env: { PATH } });
      await free.ended;
      const confined = await launch(tried, { env: { PATH, RBEE_LAUNCHER_CONFINED: '1' } });
      await confined.ended;
      expect([free.all(), confined.all()]).toEqual(['can\n0\n', 'cannot\n0\n']);
    });

    test('ends with it, killed or by itself, and takes it along when killed', async () => {
      expect(await (await launch('echo; kill -KILL $$\n')).ended).toEqual([137, null]);
      expect(await (await launch('echo; exit 5\n')).ended).toEqual([5, null]);
      const { child, started } = await launch('echo; exec sleep 600.25\n');
      await started;
      child.kill('SIGKILL');
      await expect.poll(() => processesMentioning('600.25'), { timeout: 5_000 }).toEqual([]);
    });
  });

  test('by its data and a folder that the system has too', async () => {
    const root = await treeOf({
      files: {
        'usr/share/rbee-test-app/words': 'ours\n',
        'usr/local/lib/rbee-test-app/more': 'and more\n',
        'usr/bin/app':
          '#!/bin/sh\ncd /usr/share/rbee-test-app\ncat words /usr/local/lib/rbee-test-app/more\ntest -d /usr/share/doc\n',
      },
    });
    await installTree([root]);
    expect(await start(root, 'app')).toMatchObject({ status: 0, stderr: '', stdout: 'ours\nand more\n' });
  });

  test.each(['"/opt/My App/app"', '/opt/My\\ App/app'])('by a path with a blank, as %s', async (written) => {
    const root = await treeOf({
      files: {
        'usr/bin/app': `#!/bin/sh\nexec ${written} "$@"\n`,
        'opt/My App/app': '#!/bin/sh\necho there\n',
      },
    });
    await installTree([root], { wanted: 'usr/bin/app' });
    expect(await start(root, 'app')).toMatchObject({ status: 0, stderr: '', stdout: 'there\n' });
  });

  test('by an interpreter of its own that env finds', async () => {
    const root = await treeOf({
      files: {
        'usr/bin/app': '#!/usr/bin/env -S rbee-app-shell -e\necho "$0 runs"\n',
        'usr/bin/rbee-app-shell': '#!/bin/sh\nshift\nexec /bin/sh "$@"\n',
      },
    });
    const installed = await installTree([root], { wanted: 'usr/bin/app' });
    expect(installed.launcher).toMatchObject({ why: expect.stringContaining('/usr/bin/rbee-app-shell') });
    expect((await start(root, installed.start)).stdout).toMatch(/app runs\n$/);
  });

  test('by an interpreter of its own', async () => {
    const root = await treeOf({
      files: {
        'usr/bin/app': '#!/opt/app/bin/run\nhello\n',
        'opt/app/bin/run': '#!/bin/sh\nexec tail -n 1 "$1"\n',
      },
    });
    await installTree([root], { wanted: 'usr/bin/app' });
    expect(await start(root, 'app')).toMatchObject({ status: 0, stderr: '', stdout: 'hello\n' });
  });
});

test('without bubblewrap such a package says what it needs', async () => {
  const root = await treeOf({
    files: { 'usr/bin/app': '#!/bin/sh\nexec /opt/app/run\n', 'opt/app/run': '#!/bin/sh\n' },
  });
  await installTree([root], { wanted: 'usr/bin/app' });
  const tools = await useTempDir();
  for (const tool of ['readlink', 'dirname']) await symlink(`/usr/bin/${tool}`, path.join(tools, tool));
  const run = spawnSync(path.join(root, 'app'), { encoding: 'utf8', env: { PATH: tools } });
  expect(run.status).toBe(127);
  expect(run.stderr).toContain('bubblewrap (bwrap) is needed to start this program and is not installed');
});

describe('what needs no launcher', () => {
  test.each([
    [
      'data beside it',
      {
        'usr/bin/app': '#!/bin/sh\ncat "$(dirname "$(readlink -f "$0")")/../share/app/x"\n',
        'usr/share/app/x': 'x\n',
      },
    ],
    [
      'a manual that it names',
      { 'usr/bin/app': '#!/bin/sh\n# /usr/share/man/man1/app.1\n', 'usr/share/man/man1/app.1': '' },
    ],
    [
      'what only the system has',
      { 'usr/bin/app': '#!/bin/sh\n: /usr/share/dict/words\n', 'usr/share/app/x': '' },
    ],
    ['its own path', { 'usr/bin/app': '#!/bin/sh\n# /usr/bin/app --help\n', 'usr/share/app/x': '' }],
  ])('%s', async (_what, files) => {
    const installed = await installTree([await treeOf({ files })]);
    expect(installed.launcher).toBeUndefined();
  });
});

describeWith(['python3'], "a program of the system's Python", () => {
  test('finds the modules of its package', async () => {
    const root = await treeOf({
      files: {
        'usr/bin/app': '#!/usr/bin/python3\nfrom apptool import main\nmain()\n',
        'usr/lib/python3.11/site-packages/apptool/__init__.py': 'def main():\n    print("imported")\n',
      },
    });
    expect(await installTree([root])).toMatchObject({ start: 'app', launcher: { kind: 'library-path' } });
    expect(await start(root, 'app')).toMatchObject({ status: 0, stdout: 'imported\n' });
  });
});
