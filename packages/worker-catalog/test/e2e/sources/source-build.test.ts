import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createGitRepository, startGitServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { CARCH, openTestCatalog, startRegistry } from '../../support.js';

/** The same program twice: a crate without dependencies, and one C file. */
const PROJECTS = {
  cargo: {
    files: {
      'bin/worker/Cargo.toml':
        '[package]\nname = "llm-worker-rbee"\nversion = "0.1.0"\nedition = "2021"\n\n[features]\ncpu = []\n',
      'bin/worker/src/main.rs': 'fn main() { println!("worker cpu={}", cfg!(feature = "cpu")); }\n',
    },
    build: 'cargo build --release --features cpu --target-dir "$srcdir/target"',
    program: '$srcdir/target/release/llm-worker-rbee',
  },
  cc: {
    files: {
      'bin/worker/main.c': '#include <stdio.h>\nint main(void) { puts("worker cpu=" CPU); return 0; }\n',
    },
    build: `cc -DCPU='"true"' -o llm-worker-rbee main.c`,
    program: '$srcdir/rbee/bin/worker/llm-worker-rbee',
  },
};

const hasCargo = canRun('cargo');
const toolchains = hasCargo ? (['cc', 'cargo'] as const) : (['cc'] as const);

describe.each(toolchains)('a git source built with %s', (toolchain) => {
  test('ends as a recorded program', { timeout: 120_000 }, async () => {
    const project = PROJECTS[toolchain];
    const folder = await useTempDir();
    const repository = await createGitRepository(path.join(folder, 'rbee.git'));
    const commit = await repository.commit(project.files);
    const git = await startGitServer(folder);
    const registry = await startRegistry({
      'llm-worker-rbee-cpu': {
        metadata: { version: '0.1.0', worker_type: 'cpu', binary_name: 'llm-worker-rbee-cpu' },
        pkgbuild: `
pkgname=llm-worker-rbee-cpu
pkgver=0.1.0
pkgrel=1
arch=(x86_64 aarch64)
source=("git+${git.url}/rbee.git#branch=main")
sha256sums=('SKIP')
build() {
  cd "$srcdir/rbee/bin/worker"
  ${project.build}
}
package() {
  install -Dm755 "${project.program}" "$pkgdir/usr/local/bin/$pkgname"
}
`,
      },
    });
    const { catalog, root, job, steps } = await openTestCatalog(registry.url);

    const worker = await catalog.provisionAndAdd('llm-worker-rbee-cpu', job());

    expect(execFileSync(worker.path, { encoding: 'utf8' })).toBe('worker cpu=true\n');
    const id = 'llm-worker-rbee-cpu-v0.1.0-linux';
    expect(worker).toMatchObject({
      id,
      path: path.join(root, id, 'llm-worker-rbee-cpu'),
      workerType: 'CpuLlm',
      platform: 'Linux',
      version: '0.1.0',
      status: 'Available',
      architecture: CARCH,
      catalogId: 'llm-worker-rbee-cpu',
      provenance: { origin: registry.url, sources: [{ url: `git+${git.url}/rbee.git#branch=main`, commit }] },
    });
    expect(await catalog.contains(id)).toBe(true);
    expect(steps()).toEqual([
      'metadata',
      'platform-check',
      'pkgbuild',
      'parse',
      'sources',
      'build',
      'package',
      'install',
      'prove',
      'catalog',
    ]);
    expect(JSON.parse(await readFile(path.join(root, id, 'metadata.json'), 'utf8'))).toMatchObject({
      artifact: { id, worker_type: 'CpuLlm', platform: 'Linux', status: 'Available', version: '0.1.0' },
      last_accessed: null,
    });
  });
});

function canRun(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
