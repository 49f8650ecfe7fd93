import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { createBubblewrapGuard, findSecrets } from '../../src/guards/bubblewrap.js';

const ACCESS = {
  workingFolder: '/build',
  readable: ['/build', '/usr/share/x'],
  writable: ['/build/src', '/build/pkg/demo'],
  aliases: [],
  temporary: '/build/work/control/tmp',
};

/** Where something is in a command line, with what follows it. */
function at(command: readonly string[], ...words: readonly string[]): number {
  return command.findIndex((_, index) => words.every((word, offset) => command[index + offset] === word));
}

describe('findSecrets', () => {
  it('covers what not everybody may read, at every depth, and nothing else', async () => {
    const root = await useTempDir();
    const make = async (file: string, mode: number) => {
      await mkdir(path.join(root, path.dirname(file)), { recursive: true });
      await writeFile(path.join(root, file), '');
      await chmod(path.join(root, file), mode);
    };
    await make('passwd', 0o644);
    await make('shadow', 0o640);
    await make('a/b/c/connection', 0o600);
    await make('a/b/c/open', 0o604);
    await make('ssl/private/key', 0o644);
    await make('searchable/key', 0o644);
    await make('listable/key', 0o644);
    await chmod(path.join(root, 'ssl/private'), 0o710);
    await chmod(path.join(root, 'searchable'), 0o711);
    await chmod(path.join(root, 'listable'), 0o754);
    await symlink('shadow', path.join(root, 'link'));
    const covered = findSecrets(root).map(({ target, options }) => [path.relative(root, target), options[0]]);
    expect(covered.sort()).toEqual([
      ['a/b/c/connection', '--ro-bind'],
      ['listable', '--tmpfs'],
      ['searchable', '--tmpfs'],
      ['shadow', '--ro-bind'],
      ['ssl/private', '--tmpfs'],
    ]);
  });
});

describe('the command line of bubblewrap', () => {
  it('shuts in everything, and forbids further user namespaces where it can', async () => {
    const strict = await createBubblewrapGuard('/bwrap', { disableUserNamespaces: true }).wrap(
      ['true'],
      ACCESS,
    );
    expect(strict.slice(0, 4)).toEqual(['/bwrap', '--unshare-all', '--unshare-user', '--disable-userns']);
    expect(strict).toContain('--die-with-parent');
    expect(strict.slice(-2)).toEqual(['--', 'true']);
    expect(strict).not.toContain('--share-net');
    const usual = await createBubblewrapGuard('/bwrap', { disableUserNamespaces: false }).wrap([], ACCESS);
    expect(usual).toContain('--unshare-user-try');
    expect(usual).not.toContain('--disable-userns');
  });

  it('mounts the deeper folder later, each writable one by itself', async () => {
    const command = await createBubblewrapGuard('/bwrap', { disableUserNamespaces: true }).wrap([], ACCESS);
    const build = at(command, '--ro-bind-try', '/build', '/build');
    const src = at(command, '--bind', '/build/src', '/build/src');
    const pkg = at(command, '--bind', '/build/pkg/demo', '/build/pkg/demo');
    expect(build).toBeGreaterThan(0);
    expect(src).toBeGreaterThan(build);
    expect(pkg).toBeGreaterThan(src);
    expect(at(command, '--ro-bind-try', '/usr/share/x')).toBe(-1);
    expect(command.slice(-5)).toEqual(['--remount-ro', '/dev', '--remount-ro', '/', '--']);
  });

  it('has the devices of graphics processors where they are wanted', async () => {
    const guard = createBubblewrapGuard('/bwrap', { disableUserNamespaces: true });
    expect(await guard.wrap([], ACCESS)).not.toContain('/run/opengl-driver');
    expect(await guard.wrap([], { ...ACCESS, gpu: true })).toContain('/run/opengl-driver');
  });

  it('links other names to the folders, unless they are shown with a folder anyway', async () => {
    const aliases = [
      { name: '/home/u/.cache/job', target: '/disk/job' },
      { name: '/home/u/.cache/job/src', target: '/disk/job/src' },
      { name: '/build/link/src', target: '/disk/job/src' },
    ];
    const guard = createBubblewrapGuard('/bwrap', { disableUserNamespaces: true });
    const command = await guard.wrap([], { ...ACCESS, aliases });
    expect(at(command, '--symlink', '/disk/job', '/home/u/.cache/job')).toBeGreaterThan(0);
    expect(command).not.toContain('/home/u/.cache/job/src');
    expect(command).not.toContain('/build/link/src');
  });
});
