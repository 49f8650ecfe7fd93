import { startHttpServer } from '@rbee-internal/test-kit';

export interface RecipeRegistry {
  readonly url: string;
  /** Of the worker that it has. */
  version: string;
}

/** A registry on 127.0.0.1 with one worker, `tool`; `build` is the body of its `build()`. */
export async function startRecipeRegistry(build: string): Promise<RecipeRegistry> {
  const entry = () => ({
    id: 'tool',
    name: 'Tool',
    version: registry.version,
    platforms: ['linux'],
    architectures: ['any'],
  });
  const json = (value: unknown) => ({ type: 'body', body: JSON.stringify(value) }) as const;
  const { url } = await startHttpServer({
    '/workers': () => json({ workers: [entry()] }),
    '/workers/tool': () => json(entry()),
    '/workers/tool/PKGBUILD': () => ({ type: 'body', body: recipe(registry.version, build) }),
  });
  const registry: RecipeRegistry = { url, version: '1' };
  return registry;
}

function recipe(version: string, build: string): string {
  return `pkgname=tool\npkgver=${version}\npkgrel=1\narch=(any)
build() {
${build}
}
package() {
  printf '#!/bin/sh\\necho ${version}\\n' > tool
  install -Dm755 tool "$pkgdir/usr/bin/tool"
}
`;
}
