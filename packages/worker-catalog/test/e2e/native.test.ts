import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { openTestCatalog, startRegistry } from '../support.js';

const PKGBUILD = `
pkgname=engine
pkgver=1.0
pkgrel=1
arch=(any)
url=https://example.org/llama.cpp
build() { printf '#!/bin/sh\\necho "%s %s"\\n' "$CFLAGS" "epoch: \${SOURCE_DATE_EPOCH-none}" > engine; }
package() { install -Dm755 engine "$pkgdir/usr/bin/engine"; }
`;

test('a native build is offered, made for this processor, and another build than the portable one', async () => {
  const registry = await startRegistry({ engine: { pkgbuild: PKGBUILD } });
  const { catalog, job } = await openTestCatalog(registry.url);
  const note = async (native: boolean) => (await catalog.plan('engine', { native })).recipe?.nativeNote;
  expect([await note(false), await note(true)]).toEqual([expect.stringContaining('faster'), undefined]);

  const portable = await catalog.provisionAndAdd('engine', job());
  const printed = (program: string) => execFileSync(program, ['--version'], { encoding: 'utf8' });
  expect(printed(portable.path)).toMatch(/-march=x86-64|-march=armv8-a/);
  expect(printed(portable.path)).toMatch(/epoch: \d+/);
  expect(portable.provenance?.settings).toBeUndefined();
  expect(await catalog.plan('engine', { native: true })).not.toMatchObject({ action: 'none' });

  const native = await catalog.provisionAndAdd('engine', { ...job(), native: true, force: true });
  expect(printed(native.path)).toMatch(/-m(arch|cpu)=native/);
  expect(printed(native.path)).toContain('epoch: none');
  expect(native.provenance?.settings).toEqual({ native: true });
  expect(await catalog.plan('engine', { native: true })).toMatchObject({ action: 'none' });
});
