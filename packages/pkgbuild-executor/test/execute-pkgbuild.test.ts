import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { executePkgbuild } from '../src/index.js';
import { itInEachGuard } from './guards.js';
import { summary, writeRecipe } from './recipe.js';

const HEAD = 'pkgname=demo\npkgver=1.0\npkgrel=3\narch=(any)\n';

describe('executePkgbuild', () => {
  it('runs the functions in makepkg’s order, whatever their order in the file', async () => {
    const recipe = await writeRecipe(`${HEAD}
package() { echo p; }
check() { echo c; }
build() { echo b; }
prepare() { echo pr; }
verify() { echo v; }
`);
    const result = await recipe.run();
    expect(summary(recipe.events)).toEqual([
      'phase-start verify',
      'verify: v',
      'phase-end verify',
      'phase-start prepare',
      'prepare: pr',
      'phase-end prepare',
      'phase-start build',
      'build: b',
      'phase-end build',
      'phase-start check',
      'check: c',
      'phase-end check',
      'phase-start package demo',
      'package demo: p',
      'phase-end package demo',
    ]);
    expect(result).toEqual({
      surroundings: {
        variables: {},
        makeflags: expect.stringMatching(/^-j[1-9]/),
        sourceDateEpoch: expect.any(Number),
        native: false,
        locale: 'C.UTF-8',
      },
      phases: ['verify', 'prepare', 'build', 'check', 'package'].map((phase) => ({
        phase,
        reason: 'completed',
        exitCode: 0,
        milliseconds: expect.any(Number),
        cpuMilliseconds: expect.any(Number),
        peakMemoryBytes: expect.any(Number),
        guard: 'none',
        ...(phase === 'package' ? { package: 'demo' } : {}),
      })),
      packages: [
        {
          name: 'demo',
          pkgDir: path.join(recipe.options.pkgDir, 'demo'),
          metadata: expect.objectContaining({ pkgname: 'demo', pkgver: '1.0', pkgrel: '3', arch: ['any'] }),
          warnings: [],
          owners: [],
          changes: [],
          outwardLinks: [],
        },
      ],
      guard: 'none',
      guardReason: 'It was switched off.',
      hostsReached: [],
    });
  });

  it('runs check() after build() when nothing is said', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { echo b; }\ncheck() { echo c; }\n`);
    await recipe.run();
    expect(recipe.lines()).toEqual(['b', 'c']);
  });

  it('runs only the phases it was given', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { echo b; }\npackage() { echo p; }\n`, {
      phases: ['build'],
    });
    expect((await recipe.run()).packages).toEqual([]);
    expect(recipe.lines()).toEqual(['b']);
    expect(await listTree(recipe.options.pkgDir)).toEqual([]);
  });

  it('shares variables from prepare() to check(), and starts package() in a new process that has what was exported', async () => {
    const recipe = await writeRecipe(`${HEAD}_first=top
prepare() { _state=set; _first=changed; export EXPORTED=yes; }
build() { echo "$_state $_first"; _state+=!; }
check() { echo "$_state $EXPORTED"; }
package() { echo "[$_state] $_first [$EXPORTED]"; }
`);
    await recipe.run();
    expect(recipe.lines()).toEqual(['set changed', 'set! yes', '[] top [yes]']);
  });

  it('has helper functions, arrays and custom variables of the file', async () => {
    const recipe = await writeRecipe(`${HEAD}_name="a b"; _list=(one "two three")
_helper() { printf '<%s>' "$@" "$_name" "\${_list[@]}"; echo; }
build() { _helper x; }
`);
    await recipe.run();
    expect(recipe.lines()).toEqual(['<x><a b><one><two three>']);
  });

  it('runs functions of one line, with braces in strings, and in a subshell', async () => {
    const recipe = await writeRecipe(`${HEAD}prepare() { echo "}"; }
build() (
  cd /
  echo "$PWD"
)
check() { echo "$PWD"; }
`);
    await recipe.run();
    expect(recipe.lines()).toEqual(['}', '/', recipe.options.srcDir]);
  });

  it('sets the working directory for each function, and the variables of makepkg', async () => {
    const recipe =
      await writeRecipe(`${HEAD}echo "top [$srcdir] [$pkgdir] $startdir $CARCH $0 $# $1 $BASH_SOURCE"
verify() { echo "$PWD"; cd /; }
build() { echo "$PWD $srcdir $pkgdir $pkgdirbase $pkgbase $#"; }
package() { echo "$PWD $pkgdir $pkgname"; }
`);
    await recipe.run();
    const { startDir, srcDir, pkgDir, pkgbuildPath } = recipe.options;
    const top = `top [] [] ${startDir} x86_64 makepkg 1 ${pkgbuildPath} ${pkgbuildPath}`;
    expect(recipe.lines()).toEqual([
      top,
      startDir,
      `${srcDir} ${srcDir} ${pkgDir}/demo ${pkgDir} demo 0`,
      top,
      `${srcDir} ${pkgDir}/demo demo`,
    ]);
  });

  it('keeps startdir readonly, exports SOURCE_DATE_EPOCH alone, and has the umask 0022', async () => {
    const recipe = await writeRecipe(
      `${HEAD}build() { declare -p startdir CARCH srcdir pkgdir | cut -d' ' -f2 | tr '\\n' ' '; echo; declare -p SOURCE_DATE_EPOCH; umask; }\n`,
      { sourceDateEpoch: 1234567890 },
    );
    await recipe.run();
    expect(recipe.lines()).toEqual(['-r -- -- -- ', 'declare -x SOURCE_DATE_EPOCH="1234567890"', '0022']);
  });

  it('parses with extglob off, runs with it on, and restores what a function switched', async () => {
    const recipe = await writeRecipe(`${HEAD}shopt -q extglob && echo "on at top" || echo "off at top"
prepare() { shopt -q extglob && echo on; shopt -s nullglob; shopt -u extglob; set -x; set -o pipefail; set +x; }
build() { shopt -q nullglob || echo restored; shopt -q extglob && echo on; false | true; [[ -o pipefail || -o nounset ]] || echo off; }
`);
    await recipe.run();
    expect(recipe.lines('stdout')).toEqual(['off at top', 'on', 'restored', 'on', 'off']);
  });

  it('loses what the top level declares without -g, as the file is sourced in a function', async () => {
    const recipe = await writeRecipe(`${HEAD}declare -a _lost=(x)\ndeclare -gA _kept=([k]=v)
build() { echo "[\${_lost[0]}] \${_kept[k]}"; }
`);
    await recipe.run();
    expect(recipe.lines()).toEqual(['[] v']);
  });

  it('adds the lists of the architecture to the plain ones', async () => {
    const recipe =
      await writeRecipe(`${HEAD}depends=(a)\ndepends_x86_64=(b)\nprovides_x86_64=(c)\ndepends_aarch64=(d)
build() { echo "\${depends[*]} \${provides[*]} [\${depends_x86_64[*]}] \${depends_aarch64[*]} [\${conflicts[*]}]"; }
`);
    await recipe.run();
    expect(recipe.lines()).toEqual(['a b c [] d []']);
  });

  it('has the message functions of makepkg', async () => {
    const recipe = await writeRecipe(
      `${HEAD}build() { msg "at %s" x; msg2 "two"; plain "text"; warning "careful %d" 3; error "bad"; }\n`,
    );
    await recipe.run();
    expect(recipe.lines('stdout')).toEqual(['==> at x', '  -> two', '    text']);
    expect(recipe.lines('stderr')).toEqual(['==> WARNING: careful 3', '==> ERROR: bad']);
  });

  it('closes standard input', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { read -r line || echo "nothing to read"; cat; }\n`);
    await recipe.run();
    expect(recipe.lines()).toEqual(['nothing to read']);
  });

  it('lets a recipe write to /dev/stdout and /dev/stderr', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { echo a > /dev/stdout; echo b | tee /dev/stderr; }\n`);
    await recipe.run();
    expect(recipe.lines('stdout')).toEqual(['a', 'b']);
    expect(recipe.lines('stderr')).toEqual(['b']);
  });

  it('runs the EXIT trap of a recipe within the last phase', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { trap 'echo bye' EXIT; }\n`);
    await recipe.run();
    expect(summary(recipe.events)).toEqual(['phase-start build', 'build: bye', 'phase-end build']);
  });
});

describe('packages', () => {
  const SPLIT = `pkgbase=demo\npkgname=(first second)\npkgver=1\npkgrel=1\narch=(any)\n`;

  it('gives each package its own pkgdir, in one process', async () => {
    const recipe = await writeRecipe(
      `${SPLIT}package_first() { echo "$pkgname $pkgdir \${#pkgname[@]}"; _leak=x; touch "$pkgdir/1"; }
package_second() { echo "$pkgname $pkgdir [$_leak]"; touch "$pkgdir/2"; }
`,
      { pkgnames: ['first', 'second'] },
    );
    const { pkgDir } = recipe.options;
    const { packages } = await recipe.run();
    expect(packages.map(({ name, pkgDir: folder }) => [name, folder])).toEqual([
      ['first', `${pkgDir}/first`],
      ['second', `${pkgDir}/second`],
    ]);
    expect(recipe.lines()).toEqual([`first ${pkgDir}/first 2`, `second ${pkgDir}/second [x]`]);
    expect(await listTree(pkgDir)).toEqual(['first/', 'first/1', 'second/', 'second/2']);
  });

  it('collects what a package overrides, and gives the next one the global values back', async () => {
    const recipe = await writeRecipe(
      `${SPLIT}pkgdesc='all of it'\ndepends=(glibc)\ndepends_x86_64=(amd)\nlicense=(MIT)
package_first() { pkgdesc+=', first'; depends+=(one); depends_x86_64=(late); license=(); provides=("$pkgname=$pkgver"); }
package_second() { echo "$pkgdesc \${depends[*]} \${license[*]} [\${provides[*]}]"; arch=(x86_64); url=https://here; }
`.replaceAll('\\n', '\n'),
      { pkgnames: ['first', 'second'] },
    );
    const { packages } = await recipe.run();
    expect(recipe.lines()).toEqual(['all of it glibc amd MIT []']);
    expect(packages.map(({ metadata }) => metadata)).toMatchObject([
      {
        pkgname: 'first',
        pkgbase: 'demo',
        pkgdesc: 'all of it, first',
        arch: ['any'],
        license: [],
        depends: ['glibc', 'amd', 'one', 'late'],
        provides: ['first=1'],
      },
      { pkgname: 'second', pkgdesc: 'all of it', url: 'https://here', arch: ['x86_64'], license: ['MIT'] },
    ]);
  });

  it('runs package_<name> of a single package', async () => {
    const recipe = await writeRecipe(`${HEAD}package_demo() { echo "$pkgdir"; }\n`);
    await recipe.run();
    expect(recipe.lines()).toEqual([`${recipe.options.pkgDir}/demo`]);
  });

  it('empties the pkgdir before the function and makes it 0755', async () => {
    const recipe = await writeRecipe(`${HEAD}package() { ls -A "$pkgdir"; stat -c %a "$pkgdir"; }\n`);
    const folder = path.join(recipe.options.pkgDir, 'demo');
    await mkdir(folder);
    await writeFile(path.join(folder, 'stale'), '');
    await chmod(folder, 0o700);
    const umask = process.umask(0o077);
    await recipe.run().finally(() => process.umask(umask));
    expect(recipe.lines()).toEqual(['755']);
    expect((await stat(folder)).mode & 0o7777).toBe(0o755);
  });

  it('makes an empty pkgdir for a package without a function', async () => {
    const recipe = await writeRecipe(HEAD);
    expect((await recipe.run()).phases).toEqual([]);
    expect(await listTree(recipe.options.pkgDir)).toEqual(['demo/']);
  });
});

describe('paths', () => {
  it('works with blanks, quotes, dollars and unicode in every path', async () => {
    const folder = `it's "a" $HOME \`x\` ;&| wörk ☃ -n`;
    const recipe = await writeRecipe(
      `${HEAD}_v=1
prepare() { echo "$startdir"; echo x > file; }
pkgver() { echo 2.0; }
build() { cat "$srcdir/file"; echo "$HOME"; }
package() { install -Dm644 file "$pkgdir/usr/file"; }
`,
      {},
      folder,
    );
    expect((await recipe.run()).pkgver).toBe('2.0');
    const { startDir, workDir, pkgDir, pkgbuildPath } = recipe.options;
    expect(recipe.lines()).toEqual([startDir, 'x', `${workDir}/home`]);
    expect(await listTree(pkgDir)).toEqual(['demo/', 'demo/usr/', 'demo/usr/file']);
    expect(await readFile(pkgbuildPath, 'utf8')).toContain('\npkgver=2.0\npkgrel=1\n');
  });

  itInEachGuard(
    'works below a link to a folder, which startdir does not show (sandbox: %s)',
    {},
    async (sandbox) => {
      const recipe = await writeRecipe(
        `${HEAD}pkgver() { echo 2; }\nbuild() { echo "$startdir $pkgver"; }\npackage() { touch "$pkgdir/x"; }\n`,
        { sandbox },
      );
      const { startDir } = recipe.options;
      const link = path.join(await useTempDir(), 'link');
      await symlink(startDir, link);
      const through = (folder: string) => folder.replace(startDir, link);
      const { pkgbuildPath, srcDir, pkgDir, workDir } = recipe.options;
      const { packages } = await executePkgbuild({
        ...recipe.options,
        startDir: link,
        pkgbuildPath: through(pkgbuildPath),
        srcDir: through(srcDir),
        pkgDir: through(pkgDir),
        workDir: through(workDir),
      });
      expect(recipe.lines()).toEqual([`${startDir} 2`]);
      expect(packages[0]?.pkgDir).toBe(path.join(pkgDir, 'demo'));
    },
  );

  it('leaves nothing of its own in the work folder but HOME and TMPDIR', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { :; }\npackage() { :; }\n`);
    await recipe.run();
    expect(await listTree(recipe.options.workDir)).toEqual(['home/', 'tmp/']);
  });
});
