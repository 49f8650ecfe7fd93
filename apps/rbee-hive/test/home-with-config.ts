import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';

/** A home folder whose user has this configuration. */
export async function homeWithConfig(text: string): Promise<string> {
  const home = await useTempDir();
  await mkdir(path.join(home, '.config/rbee'), { recursive: true });
  await writeFile(path.join(home, '.config/rbee/config.toml'), text);
  return home;
}
