import { parsePkgbuild } from '@rbee/pkgbuild-parser';
import { describe, expect, test } from 'vitest';
import { BARE_MACHINES, createSnapshotMachine } from '../../src/index.js';

describe('createSnapshotMachine', () => {
  test('has what it says, and nothing else', async () => {
    const machine = createSnapshotMachine({
      ...BARE_MACHINES.debian,
      has: ['command:git 2.47.2', 'library:libz.so.1'],
    });
    const found = await machine.find([
      { kind: 'command', name: 'git' },
      { kind: 'command', name: 'cmake' },
      { kind: 'library', name: 'libz.so' },
      { kind: 'package', name: 'git' },
    ]);
    expect([...found]).toEqual([
      ['command:git', { probe: { kind: 'command', name: 'git' }, version: '2.47.2' }],
      ['library:libz.so', { probe: { kind: 'library', name: 'libz.so' } }],
    ]);
  });

  test.each([
    ['debian', 'apt install'],
    ['arch', 'pacman -S --needed'],
    ['macos', 'brew install'],
  ] as const)('%s installs by %s', (name, command) => {
    expect(createSnapshotMachine(BARE_MACHINES[name]).installCommand?.join(' ')).toBe(command);
  });

  test('its facts decide what a recipe asks', async () => {
    const text = 'pkgname=a\npkgver=1\npkgrel=1\narch=(any)\n_os=$(uname -s)-$(uname -m)\n';
    for (const [name, expected] of [
      ['arch', 'Linux-x86_64'],
      ['macos', 'Darwin-arm64'],
    ] as const) {
      const facts = await createSnapshotMachine(BARE_MACHINES[name]).readFacts();
      expect(parsePkgbuild(text, { facts }).pkgbuild?.scalars.get('_os')).toBe(expected);
    }
  });

  test('a program that it does not have is missing; of what no dependency brings nothing is known', async () => {
    const { commands } = await createSnapshotMachine(BARE_MACHINES.debian).readFacts();
    const has = (name: string) => (typeof commands === 'function' ? commands(name) : undefined);
    expect(['tar', 'nvidia-smi', 'ls'].map(has)).toEqual(['/usr/bin/tar', false, undefined]);
  });

  test("rejects with its signal's reason", async () => {
    const machine = createSnapshotMachine(BARE_MACHINES.arch);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(machine.find([], { signal })).rejects.toThrow('enough');
    await expect(machine.readFacts({ signal })).rejects.toThrow('enough');
  });
});
