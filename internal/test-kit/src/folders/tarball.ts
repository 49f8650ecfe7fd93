import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** Packs everything in `folder` into a gzip-compressed tar at `target`, made by the system's `tar`. */
export async function createTarball(folder: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  await promisify(execFile)('tar', ['-czf', target, '--owner=0', '--group=0', '-C', folder, '.']);
}
