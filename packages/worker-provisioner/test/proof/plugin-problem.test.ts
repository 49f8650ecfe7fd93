import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describeWith, rejectionOf, testWith, useTempDir } from '@rbee-internal/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installTree } from '../../src/package/install-tree.js';
import type { ProveOptions } from '../../src/proof/confinement.js';
import { proveProgram } from '../../src/proof/prove-program.js';

/** As ggml does it: looks for its backends in the folder of its own file, and goes on without. */
const PROGRAM = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
const char *data = DATA;
static const char *try_one(const char *folder, const char *name) {
  char file[PATH_MAX + 64];
  snprintf(file, sizeof file, "%s/%s", folder, name);
  return dlopen(file, RTLD_NOW) ? name : "-";
}
int main(void) {
  char self[PATH_MAX] = "";
  if (readlink("/proc/self/exe", self, sizeof self - 1) < 0) return 9;
  char *folder = dirname(self);
  printf("1.0 with %s %s\\n", try_one(folder, "libggml-cpu-x64.so"), try_one(folder, "libggml-cuda.so"));
  return USED;
}
`;

const architecture = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
let made = '';

/** Programs, libraries and plugins of every kind, compiled once. */
async function compile(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rbee-plugins-'));
  const gcc = (...args: string[]) => execFileSync('gcc', args, { cwd: folder, stdio: 'pipe' });
  await writeFile(path.join(folder, 'app.c'), PROGRAM);
  await writeFile(path.join(folder, 'lib.c'), 'int f(void) { return 0; }\n');
  await writeFile(path.join(folder, 'lib.h'), 'int f(void);\n');
  await writeFile(path.join(folder, 'plugin.c'), 'int f(void);\nint g(void) { return f(); }\n');
  gcc('-shared', '-fPIC', '-o', 'libf.so', 'lib.c');
  gcc('-shared', '-fPIC', '-Wl,-soname,libnowhere.so.9', '-o', 'libnowhere.so', 'lib.c');
  gcc('-shared', '-fPIC', '-o', 'plugin.so', 'lib.c');
  gcc('-shared', '-fPIC', '-o', 'broken.so', 'plugin.c', '-L.', '-lnowhere');
  gcc('-DDATA="none"', '-DUSED=0', '-o', 'app', 'app.c', '-ldl');
  gcc('-DDATA="/usr/share/app/data"', '-DUSED=0', '-o', 'app-bound', 'app.c', '-ldl');
  gcc('-DDATA="none"', '-DUSED=f()', '-include', 'lib.h', '-o', 'app-linked', 'app.c', '-ldl', '-L.', '-lf');
  return folder;
}

/** A package's tree, from paths in it to what was compiled. */
async function treeOf(files: Readonly<Record<string, string>>): Promise<string> {
  const root = path.join(await useTempDir(), 'tree');
  for (const [name, from] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await copyFile(path.join(made, from), path.join(root, name));
  }
  return root;
}

async function prove(root: string, more: Partial<ProveOptions> = {}) {
  const { start, plugins, launcher } = await installTree([root]);
  await proveProgram(path.join(root, start), {
    probe: { kind: 'version', args: ['--version'] },
    ...{ version: '1.0', tree: root, workDir: await useTempDir(), architecture, plugins },
    ...{ env: process.env, mounts: launcher?.kind === 'mounts', timeoutMilliseconds: 10_000, ...more },
  });
  return { start, plugins, launcher };
}

/** What it prints, however it is started. */
function printed(root: string, name: string): string {
  const env = { PATH: process.env.PATH };
  return execFileSync(path.join(root, name), ['--version'], { cwd: '/', encoding: 'utf8', env });
}

const CPU = { 'usr/bin/libggml-cpu-x64.so': 'plugin.so' };

describeWith(['gcc'], 'plugins beside a program', () => {
  beforeAll(async () => {
    made = await compile();
  });

  afterAll(() => rm(made, { recursive: true, force: true }));

  test('are loaded where it is started as it is, and by the link at the top', async () => {
    const root = await treeOf({ 'usr/bin/app': 'app', ...CPU });
    const { start, plugins } = await prove(root);
    expect([start, plugins]).toEqual(['usr/bin/app', ['usr/bin/libggml-cpu-x64.so']]);
    expect(printed(root, start)).toBe('1.0 with libggml-cpu-x64.so -\n');
    expect(printed(root, 'app')).toBe('1.0 with libggml-cpu-x64.so -\n');
  });

  test('are loaded where it is started with a library path', async () => {
    const root = await treeOf({ 'usr/bin/app': 'app-linked', 'usr/lib/libf.so': 'libf.so', ...CPU });
    const { start, plugins, launcher } = await prove(root);
    expect(launcher?.kind).toBe('library-path');
    expect(plugins).toEqual(['usr/bin/libggml-cpu-x64.so']);
    expect(printed(root, start)).toBe('1.0 with libggml-cpu-x64.so -\n');
  });

  testWith('bwrap', 'are loaded where its package is mounted', async () => {
    const root = await treeOf({ 'usr/bin/app': 'app-bound', 'usr/share/app/data': 'lib.c', ...CPU });
    const { start, launcher } = await prove(root);
    expect(launcher?.kind).toBe('mounts');
    expect(printed(root, start)).toBe('1.0 with libggml-cpu-x64.so -\n');
  });

  test('that cannot be loaded leave it unproven, although it starts', async () => {
    const root = await treeOf({ 'usr/bin/app': 'app', 'usr/bin/libggml-cpu-x64.so': 'broken.so' });
    expect(await rejectionOf(prove(root))).toMatchObject({
      code: 'NOT_PROVEN',
      message: expect.stringMatching(/works without libggml-cpu-x64\.so, which the package has beside it/),
    });
  });

  test('for what the worker computes on have to be loaded, those for others not', async () => {
    const files = { 'usr/bin/app': 'app', ...CPU, 'usr/bin/libggml-cuda.so': 'broken.so' };
    await prove(await treeOf(files), { backend: 'cpu' });
    const error = await rejectionOf(prove(await treeOf(files), { backend: 'cuda' }));
    expect(error).toMatchObject({
      code: 'NOT_PROVEN',
      message: expect.stringContaining('works without libggml-cuda.so'),
    });
  });

  test('are not what the package itself is linked with', async () => {
    const root = await treeOf({ 'opt/app/app': 'app-linked', 'opt/app/libf.so': 'libf.so' });
    expect((await prove(root)).plugins).toEqual([]);
  });
});
