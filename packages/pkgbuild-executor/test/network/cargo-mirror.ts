import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startHttpServer, useTempDir } from '@rbee-internal/test-kit';

/** A sparse registry on this machine that has the one crate `tiny`. */
export async function startCargoMirror(): Promise<{ readonly host: string }> {
  const crate = await packCrate();
  const entry = {
    name: 'tiny',
    vers: '1.0.0',
    deps: [],
    cksum: createHash('sha256').update(crate).digest('hex'),
    features: {},
    yanked: false,
  };
  const server = await startHttpServer({
    '/index/config.json': () => ({
      type: 'body',
      body: JSON.stringify({ dl: `${server.url}/crates/{crate}/{version}` }),
    }),
    '/index/ti/ny/tiny': { type: 'body', body: `${JSON.stringify(entry)}\n` },
    '/crates/tiny/1.0.0': { type: 'body', body: crate },
  });
  return { host: new URL(server.url).host };
}

async function packCrate(): Promise<Buffer> {
  const folder = await useTempDir();
  const root = path.join(folder, 'tiny-1.0.0');
  await mkdir(path.join(root, 'src'), { recursive: true });
  await writeFile(
    path.join(root, 'Cargo.toml'),
    '[package]\nname = "tiny"\nversion = "1.0.0"\nedition = "2021"\n',
  );
  await writeFile(path.join(root, 'src/lib.rs'), 'pub fn seven() -> u8 { 7 }\n');
  spawnSync('tar', ['-czf', 'tiny.crate', 'tiny-1.0.0'], { cwd: folder });
  return readFile(path.join(folder, 'tiny.crate'));
}
