import { spawn } from 'node:child_process';
import { chown, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { useTempDir } from '@rbee-internal/test-kit';
import {
  CONF,
  type ComparedPackage,
  type ComparedRun,
  EPOCH,
  entriesOf,
  filesOf,
  printedLines,
  withoutRoot,
} from './compared-run.js';
import type { ComparedRecipe } from './recipes.js';

/** The ordinary user that makepkg runs as, for it refuses root. */
const USER_ID = 65_534;

/** Where Debian's makepkg has the parts of its program. */
const LIBRARY = '/usr/share/makepkg';

/** Runs the real makepkg, as an ordinary user. */
export async function runByMakepkg(recipe: ComparedRecipe, { isLinted = false } = {}): Promise<ComparedRun> {
  const outer = await useTempDir();
  const root = path.join(outer, recipe.folder ?? 'recipe');
  const home = path.join(outer, 'home');
  for (const folder of [root, home]) await mkdir(folder);
  const conf = path.join(home, 'makepkg.conf');
  await writeFile(conf, CONF);
  await writeFile(path.join(root, 'PKGBUILD'), recipe.pkgbuild);
  for (const [name, text] of Object.entries(recipe.files ?? {})) await writeFile(path.join(root, name), text);
  const user = process.getuid?.() === 0 ? { uid: USER_ID, gid: USER_ID } : {};
  if ('uid' in user)
    for (const file of [outer, root, home, path.join(root, 'PKGBUILD')]) await chown(file, USER_ID, USER_ID);
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    LC_ALL: 'C',
    SOURCE_DATE_EPOCH: String(EPOCH),
    ...(isLinted ? {} : { LIBRARY: await libraryWithoutLint(path.join(outer, 'library')) }),
  };
  const { code, output } = await capture('makepkg', ['-d', '-f', '--config', conf], {
    cwd: root,
    env,
    ...user,
  });
  const names = recipe.pkgnames ?? ['demo'];
  const packages = code === 0 ? await packagesOf(root, names) : {};
  return withoutRoot({ succeeded: code === 0, printed: printedLines(output), packages }, root);
}

/**
 * makepkg's own program but for the lint of the PKGBUILD, which takes five sixths of its time. What is on record was made
 * with it, so a recipe that lint changes would show.
 */
async function libraryWithoutLint(folder: string): Promise<string> {
  await mkdir(folder);
  for (const name of await readdir(LIBRARY))
    if (name !== 'lint_pkgbuild.sh') await symlink(path.join(LIBRARY, name), path.join(folder, name));
  const lint = `source ${LIBRARY}/lint_pkgbuild.sh\nlint_pkgbuild() { return 0; }\n`;
  await writeFile(path.join(folder, 'lint_pkgbuild.sh'), lint);
  return folder;
}

function capture(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string | undefined>; uid?: number; gid?: number },
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    let output = '';
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

async function packagesOf(root: string, names: readonly string[]): Promise<ComparedRun['packages']> {
  const packages: Record<string, ComparedPackage> = {};
  for (const name of names) {
    const folder = await unpackMade(root, name);
    packages[name] = {
      files: filesOf(await entriesOf(folder)),
      pkgInfo: pkgInfoOf(await readFile(path.join(folder, '.PKGINFO'), 'utf8')),
      mtree: mtreeOf(gunzipSync(await readFile(path.join(folder, '.MTREE'))).toString('latin1')),
    };
  }
  return packages;
}

/** The package file of that name, whatever its version. */
async function unpackMade(root: string, name: string): Promise<string> {
  const made = (await readdir(root)).find(
    (entry) => entry.startsWith(`${name}-`) && entry.endsWith('.pkg.tar.gz'),
  );
  if (made === undefined) throw new Error(`makepkg made no package ${name}`);
  const file = path.join(root, made);
  const folder = `${file}.unpacked`;
  await mkdir(folder);
  const options = { cwd: folder, env: { PATH: process.env.PATH } };
  const { code } = await capture('tar', ['-xpf', file, '-C', folder], options);
  if (code !== 0) throw new Error(`tar could not unpack ${file}`);
  return folder;
}

/** Without what this makepkg has not yet or what depends on the machine. */
function pkgInfoOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !/^(?:#|xdata|packager|size)/.test(line));
}

/** Every entry with all its keywords, sorted; `/set` lines are applied. */
function mtreeOf(text: string): string[] {
  let defaults: Record<string, string> = {};
  const entries = [];
  for (const line of text.split('\n').filter((found) => found !== '' && !found.startsWith('#'))) {
    const [name = '', ...words] = line.split(' ');
    const pairs = Object.fromEntries(words.map((word) => word.split('=', 2) as [string, string]));
    if (name === '/set') {
      defaults = { ...defaults, ...pairs };
      continue;
    }
    if (/^\.\/\.(?:PKGINFO|BUILDINFO)$/.test(name)) continue;
    const { md5digest: _, ...rest } = { ...defaults, ...pairs };
    const isGzip = name.endsWith('.gz');
    const kept = Object.entries(rest).filter(
      ([key]) => !isGzip || (key !== 'size' && key !== 'sha256digest'),
    );
    entries.push([name, ...kept.map(([key, value]) => `${key}=${value}`).sort()].join(' '));
  }
  return entries.sort();
}
