import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ExecuteOptions } from '@rbee/pkgbuild-executor';

/** A new folder with a PKGBUILD and the folders of its build; who makes it removes it. */
export function makeDemoFolder(pkgbuild: string): string {
  const root = mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  for (const name of ['src', 'pkg', 'work']) mkdirSync(path.join(root, name));
  writeFileSync(path.join(root, 'PKGBUILD'), pkgbuild);
  return root;
}

/** How these functions of it are run. */
export function demoOptions(root: string, functions: readonly string[]): ExecuteOptions {
  return {
    pkgbuildPath: path.join(root, 'PKGBUILD'),
    startDir: root,
    srcDir: path.join(root, 'src'),
    pkgDir: path.join(root, 'pkg'),
    workDir: path.join(root, 'work'),
    pkgbase: 'demo',
    pkgnames: ['demo'],
    functions,
    carch: 'x86_64',
    env: { PATH: process.env.PATH },
  };
}
