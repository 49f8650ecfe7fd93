import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { parsePkgbuild } from '@rbee/pkgbuild-parser';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { detectHost, openMachine, type Probe, type ProbeKind, readMachineFacts } from '../../src/index.js';

const run = promisify(execFile);
const host = { os: 'linux', architecture: 'x86_64' } as const;

/** Programs of their own folder, each a shell script. */
async function programs(scripts: Readonly<Record<string, string>>) {
  const dir = await useTempDir();
  for (const [name, script] of Object.entries(scripts)) {
    const file = path.join(dir, name);
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
  }
  return { PATH: dir };
}

function probes(kind: ProbeKind, ...names: string[]): Probe[] {
  return names.map((name) => ({ kind, name }));
}

async function found(env: { PATH: string }, of: Probe[]) {
  const machine = await openMachine({ host, env });
  return Object.fromEntries(
    [...(await machine.find(of))].map(([text, { version, path }]) => [text, version ?? path]),
  );
}

describe('openMachine', () => {
  test('finds programs on PATH, and reads the version of those for which it matters', async () => {
    const env = await programs({
      cmake: 'echo cmake version 3.31.6',
      git: 'echo git version 2.47.2',
      go: '[ "$1" = version ] && echo go version go1.24.4 linux/amd64',
    });
    expect(
      await found(env, [
        { kind: 'command', name: 'cmake', versioned: true },
        { kind: 'command', name: 'go', versioned: true },
        ...probes('command', 'git', 'ninja', '../cmake'),
      ]),
    ).toEqual({
      'command:cmake': '3.31.6',
      'command:go': '1.24.4',
      'command:git': path.join(env.PATH, 'git'),
    });
  });

  test('asks pkg-config for modules', async () => {
    const env = await programs({
      'pkg-config': '[ "$3" = libcurl ] && echo 8.14.1 || { echo nothing >&2; exit 1; }',
    });
    expect(await found(env, probes('module', 'libcurl', 'libnever'))).toEqual({ 'module:libcurl': '8.14.1' });
  });

  test('asks python3 which modules it could import, without importing them', async () => {
    const python = `exec /usr/bin/python3 "$@"`;
    const env = await programs({ python3: python });
    expect(await found(env, probes('python', 'json', 'xml.dom', 'no_such_module', 'a;b'))).toEqual({
      'python:json': undefined,
      'python:xml.dom': undefined,
    });
  });

  test('finds libraries by what the loader knows, whole and without their version', async () => {
    const machine = await openMachine({ host: detectHost(process), env: {} });
    const findings = await machine.find(probes('library', 'libc.so.6', 'libc.so', 'libnever.so.1'));
    expect([...findings.keys()]).toEqual(['library:libc.so.6', 'library:libc.so']);
  });

  test('finds files and no others', async () => {
    const env = await programs({});
    expect(await found(env, probes('file', '/bin/sh', '/no/such/file', 'etc'))).toEqual({
      'file:/bin/sh': '/bin/sh',
    });
  });

  test('what hangs is ended, and the reason of the signal is kept', async () => {
    const env = await programs({ 'pkg-config': 'exec /bin/sleep 60' });
    const machine = await openMachine({ host, env });
    const controller = new AbortController();
    const looking = machine.find(probes('module', 'libcurl'), { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 20);
    await expect(looking).rejects.toThrow('enough');
    await expect(openMachine({ host, env, signal: controller.signal })).rejects.toThrow('enough');
  });

  test('without any of the known package managers there is no family', async () => {
    const machine = await openMachine({ host, env: await programs({}) });
    expect([machine.family, machine.installCommand]).toEqual([undefined, undefined]);
  });

  test.each([
    ['rpm', { rpm: 'printf "cmake\\t3.31.6\\n"', zypper: '' }, ['zypper', 'install']],
    [
      'pacman',
      { pacman: 'case $1 in -Q) echo cmake 3.31.6-1;; -T) echo git; echo no-package-has-this-name;; esac' },
      ['pacman', '-S', '--needed'],
    ],
    ['apk', { apk: 'echo cmake 3.31.6-r0' }, ['apk', 'add']],
    [
      'dpkg',
      {
        'dpkg-query':
          'printf "install ok installed\\tcmake\\t1:3.31.6-2\\ndeinstall ok config-files\\tgit\\t2.1\\n"',
      },
      ['apt', 'install'],
    ],
  ] as const)('asks %s for native packages', async (family, scripts, installCommand) => {
    const env = await programs(scripts);
    const machine = await openMachine({ host, env });
    expect([machine.family, machine.installCommand]).toEqual([family, installCommand]);
    expect(await found(env, probes('package', 'cmake', 'git', '-y'))).toEqual({ 'package:cmake': '3.31.6' });
  });

  test('asks Homebrew on a Mac', async () => {
    const env = await programs({ brew: 'echo cmake 4.1.2 4.1.1', 'dpkg-query': '' });
    const machine = await openMachine({ host: { os: 'macos', architecture: 'aarch64' }, env });
    expect(machine.family).toBe('brew');
    const findings = await machine.find(probes('package', 'cmake', 'git'));
    expect([...findings.values()]).toEqual([{ probe: { kind: 'package', name: 'cmake' }, version: '4.1.2' }]);
  });

  test('a name that a package only provides is there on Arch', async () => {
    const env = await programs({ pacman: '[ "$1" = -T ] && echo no-package-has-this-name' });
    expect(Object.keys(await found(env, probes('package', 'sh')))).toEqual(['package:sh']);
  });
});

describe('readMachineFacts', () => {
  test('says what the machine is and which programs it has', async () => {
    const env = await programs({ nvcc: '', getconf: '[ "$1" = LONG_BIT ] && echo 64' });
    const { commands, ...facts } = await readMachineFacts({ host, env });
    expect(facts).toEqual({
      carch: 'x86_64',
      uname: expect.objectContaining({ kernelName: expect.any(String), machine: expect.any(String) }),
      processors: expect.any(Number),
      osRelease: expect.any(String),
      configuration: { LONG_BIT: '64' },
    });
    const has = (name: string) => (typeof commands === 'function' ? commands(name) : commands?.[name]);
    expect(['nvcc', 'rocminfo', '/usr/bin/nvcc'].map(has)).toEqual([
      path.join(env.PATH, 'nvcc'),
      false,
      undefined,
    ]);
  });

  test('a recipe that asks the machine is the same for both', async () => {
    const text = `pkgname=a\npkgver=1\npkgrel=1\narch=(x86_64)\n
      _machine=$(uname -m)
      _jobs=$(nproc)
      _gpu=none; command -v nvcc > /dev/null && _gpu=nvidia\n`;
    const env = { PATH: `${(await programs({ nvcc: '' })).PATH}:/usr/bin:/bin` };
    const { pkgbuild } = parsePkgbuild(text, { facts: await readMachineFacts({ host, env }) });
    const { stdout } = await run('bash', ['-c', `${text}\necho "$_machine $_jobs $_gpu"`], { env });
    expect([...(pkgbuild?.dynamic.keys() ?? [])]).toEqual([]);
    expect(['_machine', '_jobs', '_gpu'].map((name) => pkgbuild?.scalars.get(name)).join(' ')).toBe(
      stdout.trim(),
    );
  });
});
