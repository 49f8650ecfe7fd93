import type { HttpRegistryOptions } from '@rbee/worker-catalog';

export interface TestWorker {
  readonly pkgbuild: string;
  /** Laid over the metadata that every worker has. */
  readonly metadata?: Record<string, unknown>;
}

/** A registry in this process: no port, no network. */
export function registryOf(workers: Record<string, TestWorker>): HttpRegistryOptions {
  const entry = (id: string) => ({
    id,
    name: `Worker ${id}`,
    version: '1.0',
    worker_type: 'cpu',
    platforms: ['linux', 'macos', 'windows'],
    architectures: ['x86_64', 'aarch64'],
    probe: 'none',
    ...workers[id]?.metadata,
  });
  const answer = (pathname: string): unknown => {
    if (pathname === '/workers') return { workers: Object.keys(workers).map(entry) };
    const [, , id = '', file] = pathname.split('/');
    if (workers[id] === undefined) return undefined;
    return file === 'PKGBUILD' ? workers[id].pkgbuild : entry(id);
  };
  return {
    url: 'http://registry.test',
    fetch: async (input) => {
      const found = answer(new URL(input instanceof Request ? input.url : input).pathname);
      if (found === undefined) return Response.json({ error: 'Worker not found' }, { status: 404 });
      return new Response(typeof found === 'string' ? found : JSON.stringify(found));
    },
  };
}

/** A recipe that installs `script` as its program; `lines` come before `package()`. */
export function recipe(id: string, script = 'echo hello', { version = '1.0', lines = '' } = {}): string {
  return `
pkgname=${id}
pkgver=${version}
pkgrel=1
arch=(x86_64 aarch64)
${lines}
package() {
  cat > program <<'END'
#!/bin/sh
${script}
END
  install -Dm755 program "$pkgdir/usr/local/bin/$pkgname"
}
`;
}
