import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chown, lstat, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { useTempDir } from '@rbee-internal/test-kit';
import { createPackage, type ExecuteOptions, executePkgbuild, readMakepkgConf } from '../src/index.js';
import type { ComparedRecipe } from './makepkg-recipes.js';
import { writeRecipe } from './recipe.js';

/** What came of a run, whoever ran it. */
export interface ComparedRun {
  readonly succeeded: boolean;
  /** The lines that begin with `@`, with the folder of the recipe called ROOT. */
  readonly printed: readonly string[];
  /** Of a run that succeeded: each package's files, and what its metadata say. */
  readonly packages: Readonly<Record<string, ComparedPackage>>;
}

interface ComparedPackage {
  readonly files: readonly string[];
  readonly pkgInfo: readonly string[];
  readonly mtree: readonly string[];
}

const NOBODY = 65_534;
const EPOCH = 1_700_000_000;

const CONF = `CARCH=x86_64
CHOST=x86_64-test-linux
CFLAGS='-O2 -pipe'
MAKEFLAGS=-j2
BUILDENV=(!distcc !color !ccache check !sign)
OPTIONS=(strip docs libtool staticlibs emptydirs zipman purge !debug !lto)
INTEGRITY_CHECK=(sha256)
STRIP_BINARIES=--strip-all
STRIP_SHARED=--strip-unneeded
STRIP_STATIC=--strip-debug
MAN_DIRS=({usr{,/local}{,/share},opt/*}/{man,info})
DOC_DIRS=(usr/{,local/}{,share/}{doc,gtk-doc} opt/*/{doc,gtk-doc})
PURGE_TARGETS=(usr/{,share}/info/dir .packlist *.pod)
COMPRESSGZ=(gzip -c -f -n)
PKGEXT=.pkg.tar.gz
SRCEXT=.src.tar.gz
`;

/** Runs the real makepkg, as an ordinary user. */
export async function runByMakepkg(recipe: ComparedRecipe): Promise<ComparedRun> {
  const outer = await useTempDir();
  const root = path.join(outer, recipe.folder ?? 'recipe');
  const home = path.join(outer, 'home');
  for (const folder of [root, home]) await mkdir(folder);
  const conf = path.join(home, 'makepkg.conf');
  await writeFile(conf, CONF);
  await writeFile(path.join(root, 'PKGBUILD'), recipe.pkgbuild);
  for (const [name, text] of Object.entries(recipe.files ?? {})) await writeFile(path.join(root, name), text);
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if ('uid' in user) for (const folder of [outer, root, home]) await chown(folder, NOBODY, NOBODY);
  if ('uid' in user) await chown(path.join(root, 'PKGBUILD'), NOBODY, NOBODY);
  const env = { PATH: process.env.PATH, HOME: home, LC_ALL: 'C', SOURCE_DATE_EPOCH: String(EPOCH) };
  const { code, output } = await capture('makepkg', ['-d', '-f', '--config', conf], {
    cwd: root,
    env,
    ...user,
  });
  const names = recipe.pkgnames ?? ['demo'];
  const packages = code === 0 ? await packagesOf(names, (name) => unpackMade(root, name)) : {};
  return normal({ succeeded: code === 0, printed: printedLines(output), packages }, root);
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

/** Runs a recipe by this package, and makes the package files too. */
export async function runByUs(
  recipe: ComparedRecipe,
  changes: Partial<ExecuteOptions>,
): Promise<ComparedRun> {
  const written = await writeRecipe(
    recipe.pkgbuild,
    { pkgnames: recipe.pkgnames ?? ['demo'], sourceDateEpoch: EPOCH, ...changes },
    recipe.folder,
  );
  const { startDir, pkgbuildPath } = written.options;
  for (const [name, text] of Object.entries(recipe.files ?? {}))
    await writeFile(path.join(startDir, name), text);
  const conf = path.join(startDir, 'makepkg.conf');
  await writeFile(conf, CONF);
  const env = { PATH: process.env.PATH };
  const buildConfig = {
    ...(await readMakepkgConf(conf, { env })),
    cxxflags: undefined,
    ldflags: undefined,
    ltoflags: undefined,
  };
  const result = await executePkgbuild({ ...written.options, buildConfig }).catch(() => undefined);
  const printed = printedLines(written.lines('stderr').join('\n'));
  if (result === undefined) return normal({ succeeded: false, printed, packages: {} }, startDir);
  const made = new Map<string, string>();
  for (const built of result.packages) {
    if (built.metadata === undefined) continue;
    const file = await createPackage(built, {
      destDir: startDir,
      pkgbuildPath,
      startDir,
      carch: 'x86_64',
      sourceDateEpoch: EPOCH,
      env,
      compression: 'gz',
      isSplit: recipe.pkgnames !== undefined,
      buildConfig,
    });
    made.set(built.name, file);
  }
  const packages = await packagesOf([...made.keys()], (name) => unpack(made.get(name) ?? ''));
  return normal({ succeeded: true, printed, packages }, startDir);
}

/** The package file of that name; its version is not known here. */
async function unpackMade(root: string, name: string): Promise<string> {
  const file = (await readdir(root)).find(
    (entry) => entry.startsWith(`${name}-`) && entry.endsWith('.pkg.tar.gz'),
  );
  if (file === undefined) throw new Error(`makepkg made no package ${name}`);
  return unpack(path.join(root, file));
}

async function unpack(file: string): Promise<string> {
  const folder = `${file}.unpacked`;
  await mkdir(folder);
  const { code } = await capture('tar', ['-xpf', file, '-C', folder], {
    cwd: folder,
    env: { PATH: process.env.PATH },
  });
  if (code !== 0) throw new Error(`tar could not unpack ${file}`);
  return folder;
}

function printedLines(output: string): string[] {
  return output.split('\n').filter((line) => line.startsWith('@'));
}

async function packagesOf(
  names: readonly string[],
  folderOf: (name: string) => Promise<string>,
): Promise<ComparedRun['packages']> {
  const packages: Record<string, ComparedPackage> = {};
  for (const name of names) {
    const folder = await folderOf(name);
    packages[name] = {
      files: await filesOf(folder),
      pkgInfo: pkgInfoOf(await readFile(path.join(folder, '.PKGINFO'), 'utf8')),
      mtree: mtreeOf(gunzipSync(await readFile(path.join(folder, '.MTREE'))).toString('latin1')),
    };
  }
  return packages;
}

async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const own = new Set(['.PKGINFO', '.MTREE', '.BUILDINFO']);
  const files = [];
  for (const name of names.filter((file) => !own.has(file)).sort()) {
    const file = path.join(folder, name);
    const stat = await lstat(file);
    const mode = (stat.mode & 0o7777).toString(8);
    if (stat.isDirectory()) files.push(`${name}/ ${mode}`);
    else if (stat.isSymbolicLink()) files.push(`${name} -> ${await readlink(file)}`);
    else files.push(`${name} ${mode} ${stat.nlink} ${digest(await readFile(file))}`);
  }
  return files;
}

/** gzip's bytes depend on its version: what is in them counts. */
function digest(bytes: Buffer): string {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return createHash('sha256')
    .update(isGzip ? gunzipSync(bytes) : bytes)
    .digest('hex')
    .slice(0, 16);
}

/** Without what must differ: the tool's name, and `xdata`, which the makepkg on record does not have yet. */
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

function normal(run: ComparedRun, root: string): ComparedRun {
  const text = JSON.stringify(run).replaceAll(JSON.stringify(root).slice(1, -1), 'ROOT');
  return JSON.parse(text) as ComparedRun;
}
