import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';

/** A tree with one of each kind of entry. */
export async function useTree(): Promise<string> {
  const folder = path.join(await useTempDir(), 'tree');
  await mkdir(path.join(folder, 'bin'), { recursive: true });
  await mkdir(path.join(folder, 'lib/empty'), { recursive: true });
  await writeFile(path.join(folder, 'bin/worker'), 'program');
  await chmod(path.join(folder, 'bin/worker'), 0o4755);
  await writeFile(path.join(folder, 'lib/lib.so.1'), 'library');
  await symlink('lib.so.1', path.join(folder, 'lib/lib.so'));
  for (const each of ['bin', 'lib', 'lib/empty']) await chmod(path.join(folder, each), 0o755);
  await chmod(path.join(folder, 'lib/lib.so.1'), 0o644);
  return folder;
}
