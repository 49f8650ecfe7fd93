import { randomInt } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processesMentioning, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it, vi } from 'vitest';
import { checkDependencies } from '../../src/index.js';

/** A folder of programs that are shell scripts. */
async function programs(scripts: Record<string, string>): Promise<string> {
  const folder = await useTempDir();
  for (const [name, body] of Object.entries(scripts)) {
    await writeFile(path.join(folder, name), `#!/bin/sh\n${body}\n`);
    await chmod(path.join(folder, name), 0o755);
  }
  return folder;
}

describe('checkDependencies', () => {
  it('looks for the programs of a package where there is no pacman', async () => {
    const PATH = await programs({ cargo: ':', gcc: ':' });
    const wanted = ['gcc', 'rust>=1.80', 'cmake=3.20', 'openssl', 'gcc', 'toString'];
    expect(await checkDependencies(wanted, { env: { PATH } })).toEqual({
      method: 'programs',
      missing: [
        { dependency: 'rust>=1.80', programs: ['rustc'] },
        { dependency: 'cmake=3.20', programs: ['cmake'] },
      ],
      unknown: ['openssl', 'toString'],
    });
  });

  it('does not use a pacman that manages no packages', async () => {
    const PATH = await programs({ pacman: 'exit 0' });
    expect(await checkDependencies(['gcc'], { env: { PATH } })).toMatchObject({
      method: 'programs',
      missing: [{ dependency: 'gcc' }],
    });
  });

  it('uses pacman where it has a database', async () => {
    const PATH = await programs({
      pacman:
        'case $1 in -Qq) echo glibc ;; -T) [ "$2" = -- ] || exit 1; shift 2; echo "$2"; exit 127 ;; esac',
    });
    expect(await checkDependencies(['glibc', 'cuda>=12'], { env: { PATH } })).toEqual({
      method: 'pacman',
      missing: [{ dependency: 'cuda>=12', programs: [] }],
      unknown: [],
    });
  });

  it('looks for programs where pacman fails', async () => {
    const PATH = await programs({ pacman: 'case $1 in -Qq) echo glibc ;; *) exit 1 ;; esac' });
    expect(await checkDependencies(['gcc'], { env: { PATH } })).toMatchObject({
      method: 'programs',
      missing: [{ dependency: 'gcc' }],
    });
  });

  it('finds nothing missing in nothing', async () => {
    expect(await checkDependencies([], { env: {} })).toEqual({
      method: 'programs',
      missing: [],
      unknown: [],
    });
  });

  it('rejects with the signal’s reason, and leaves nothing of pacman behind', async () => {
    const seconds = String(randomInt(100_000, 999_999));
    const PATH = await programs({ pacman: `sleep ${seconds} & sleep ${seconds}` });
    expect(
      await rejectionOf(checkDependencies(['a'], { env: { PATH }, signal: AbortSignal.abort('now') })),
    ).toBe('now');
    const controller = new AbortController();
    const rejection = rejectionOf(checkDependencies(['a'], { env: { PATH }, signal: controller.signal }));
    await vi.waitFor(() => expect(processesMentioning(seconds).length).toBe(2));
    controller.abort('later');
    expect(await rejection).toBe('later');
    expect(processesMentioning(seconds)).toEqual([]);
  });
});
