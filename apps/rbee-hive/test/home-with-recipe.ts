import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, useTempDir } from '@rbee-internal/test-kit';

export interface RecipeOptions {
  /** A line of shell: what the worker does. */
  readonly program?: string;
  readonly sources?: readonly string[];
}

/** A home with a recipe in `recipe/`; `build` is the body of its `build()`. */
export async function homeWithRecipe(
  build: string,
  { program = 'echo hello', sources = [] }: RecipeOptions = {},
): Promise<string> {
  const home = await useTempDir();
  await mkdir(path.join(home, 'recipe'));
  await writeFile(
    path.join(home, 'recipe/PKGBUILD'),
    `pkgname=tool\npkgver=1\npkgrel=1\narch=(any)
source=(${sources.join(' ')})
sha256sums=(${sources.map(() => 'SKIP').join(' ')})
build() {
${build}
}
package() {
  printf '%s\\n' '#!/bin/sh' '${program}' > tool
  install -Dm755 tool "$pkgdir/usr/bin/tool"
}
`,
  );
  return home;
}

/** What there is in the catalog beside what is its own. */
export async function whatIsLeft(home: string): Promise<string[]> {
  const tree = await listTree(path.join(home, 'cache/rbee/workers'));
  return tree.filter((entry) => !entry.startsWith('@'));
}
