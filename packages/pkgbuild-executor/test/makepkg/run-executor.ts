import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuiltPackage, type ExecuteOptions, executePkgbuild, readMakepkgConf } from '../../src/index.js';
import { writeRecipe } from '../recipe.js';
import {
  CONF,
  type ComparedEntry,
  type ComparedPackage,
  type ComparedRun,
  EPOCH,
  entriesOf,
  filesOf,
  printedLines,
  withoutRoot,
} from './compared-run.js';
import type { ComparedRecipe } from './recipes.js';

type Metadata = NonNullable<BuiltPackage['metadata']>;

/** Runs a recipe by this package, and describes its packages as makepkg's package files do. */
export async function runByUs(
  recipe: ComparedRecipe,
  changes: Partial<ExecuteOptions>,
): Promise<ComparedRun> {
  const written = await writeRecipe(
    recipe.pkgbuild,
    { pkgnames: recipe.pkgnames ?? ['demo'], sourceDateEpoch: EPOCH, ...changes },
    recipe.folder,
  );
  const { startDir } = written.options;
  const files = recipe.files ?? {};
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(startDir, name), text);
  const conf = path.join(startDir, 'makepkg.conf');
  await writeFile(conf, CONF);
  const buildConfig = {
    ...(await readMakepkgConf(conf, { env: { PATH: process.env.PATH } })),
    cxxflags: undefined,
    ldflags: undefined,
    ltoflags: undefined,
  };
  const result = await executePkgbuild({ ...written.options, buildConfig }).catch(() => undefined);
  const printed = printedLines(written.lines('stderr').join('\n'));
  const packages: Record<string, ComparedPackage> = {};
  for (const built of result?.packages ?? [])
    if (built.metadata !== undefined) packages[built.name] = await describe(built, built.metadata, files);
  return withoutRoot({ succeeded: result !== undefined, printed, packages }, startDir);
}

async function describe(
  { pkgDir, owners = [], changes }: BuiltPackage,
  metadata: Metadata,
  files: Readonly<Record<string, string>>,
): Promise<ComparedPackage> {
  const entries = await entriesOf(pkgDir);
  // What only fakeroot knows.
  for (const { path: name, mode } of owners) {
    const entry = entries.get(name);
    if (entry !== undefined) entries.set(name, { ...entry, mode: mode.toString(8) });
  }
  // What makepkg leaves as it is.
  for (const change of changes) {
    const entry = entries.get(change.path);
    if (entry === undefined) continue;
    if (change.change === 'link-made-relative') entries.set(change.path, { ...entry, target: change.was });
    else entries.set(change.path, { ...entry, mode: change.mode.toString(8) });
  }
  const script = files[metadata.install];
  if (script !== undefined)
    entries.set('.INSTALL', { type: 'file', mode: '644', links: 1, target: '', bytes: Buffer.from(script) });
  const sorted = new Map([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
  return { files: filesOf(sorted), pkgInfo: pkgInfoOf(metadata), mtree: mtreeOf(sorted) };
}

/** The lines of `.PKGINFO` that makepkg would write. */
function pkgInfoOf(metadata: Metadata): string[] {
  const { epoch, pkgver, pkgrel } = metadata;
  const lists: readonly [string, readonly string[]][] = [
    ['pkgname', [metadata.pkgname]],
    ['pkgbase', [metadata.pkgbase]],
    ['pkgver', [`${Number(epoch) > 0 ? `${epoch}:` : ''}${pkgver}-${pkgrel}`]],
    ['pkgdesc', [normalBlanks(metadata.pkgdesc)]],
    ['url', [metadata.url]],
    ['builddate', [String(EPOCH)]],
    ['arch', [metadata.arch[0] === 'any' ? 'any' : 'x86_64']],
    ['license', metadata.license],
    ['replaces', metadata.replaces],
    ['group', metadata.groups],
    ['conflict', metadata.conflicts],
    ['provides', metadata.provides],
    ['backup', metadata.backup],
    ['depend', metadata.depends],
    ['optdepend', metadata.optdepends.map(normalBlanks)],
    ['makedepend', metadata.makedepends],
    ['checkdepend', metadata.checkdepends],
  ];
  return lists.flatMap(([key, values]) => values.map((value) => `${key} = ${value}`));
}

function normalBlanks(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The lines of `.MTREE` that makepkg would write, sorted, each with all its keywords. */
function mtreeOf(entries: ReadonlyMap<string, ComparedEntry>): string[] {
  return [...entries]
    .map(([name, { type, mode, target, bytes }]) => {
      const words = ['gid=0', `mode=${mode}`, `time=${EPOCH}.0`, `type=${type}`, 'uid=0'];
      if (type === 'link') words.push(`link=${escaped(target)}`);
      if (type === 'file' && !name.endsWith('.gz'))
        words.push(
          `sha256digest=${createHash('sha256').update(bytes).digest('hex')}`,
          `size=${bytes.length}`,
        );
      return [`./${escaped(name)}`, ...words.sort()].join(' ');
    })
    .sort();
}

/** Blanks, "#", "\", "=" and all that is not printable ASCII as three octal digits. */
function escaped(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      const isPlain = byte > 0x20 && byte < 0x7f && !'#\\='.includes(character);
      return isPlain ? character : `\\${byte.toString(8).padStart(3, '0')}`;
    })
    .join('');
}
