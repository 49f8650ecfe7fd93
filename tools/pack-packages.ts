import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** Packs every published package into `destination` as it would be published; returns the tarballs' paths. */
export async function packPackages(root: string, destination: string): Promise<string[]> {
  const pnpm = pnpmCommand();
  for (const folder of await publishedFolders(root)) {
    const args = [...pnpm.args, 'pack', '--pack-destination', destination];
    await promisify(execFile)(pnpm.program, args, { cwd: folder });
  }
  const tarballs = (await readdir(destination)).filter((name) => name.endsWith('.tgz')).sort();
  return tarballs.map((name) => path.join(destination, name));
}

/** The folders of all that is published: the packages, and the apps that are programs of their own. */
async function publishedFolders(root: string): Promise<string[]> {
  const folders: string[] = [];
  for (const group of ['packages', 'apps'])
    for (const name of await readdir(path.join(root, group))) {
      const folder = path.join(root, group, name);
      const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
      if (manifest.private !== true) folders.push(folder);
    }
  return folders;
}

/** The pnpm that runs this, when one does: it writes `workspace:` ranges as versions, which npm does not. */
export function pnpmCommand(): { program: string; args: string[] } {
  const running = process.env.npm_execpath;
  if (running?.includes('pnpm')) {
    return /\.[cm]?js$/.test(running)
      ? { program: process.execPath, args: [running] }
      : { program: running, args: [] };
  }
  return { program: 'npx', args: ['-y', 'pnpm@12'] };
}
