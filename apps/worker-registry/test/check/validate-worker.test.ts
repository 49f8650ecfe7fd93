import { describe, expect, test } from 'vitest';
import { type Files, findingsOf } from '../findings-of.js';
import { tinyRecipe } from '../worker-folder.js';

/** `tiny`'s recipe with further lines before its function. */
const recipeWith = (...lines: string[]) => tinyRecipe.replace('package()', `${lines.join('\n')}\npackage()`);
const recipeThat = (body: string) => tinyRecipe.replace(/package\(\).*/, `package() {\n${body}\n}`);

const SHA_OF_X = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881';

test('a worker whose metadata and recipe say the same has no finding', () => {
  expect(findingsOf({})).toEqual([]);
  const recipe = recipeWith(
    'depends=(gcc)',
    'makedepends=(cmake)',
    "license=('MIT' 'BSD')",
    'source=(x)',
    `sha256sums=(${SHA_OF_X})`,
  );
  const metadata = { depends: ['gcc'], makedepends: ['cmake'], license: 'MIT AND BSD', binary_name: 'tiny' };
  expect(findingsOf(metadata, recipe, { x: 'x' })).toEqual([]);
});

describe('what contradicts', () => {
  const json = (field: string) => `tiny/worker.json: field "${field}":`;
  const recipe = (field: string) => `tiny/PKGBUILD: field "${field}":`;
  test.each<[title: string, findings: string[], metadata: object, recipe?: string, files?: Files]>([
    [
      'the version',
      [`error VERSION ${json('version')} it is 1.2.4, but the recipe's pkgver is 1.2.3`],
      { version: '1.2.4' },
    ],
    [
      'not the version that pkgver() finds',
      [],
      { version: '1.2.4' },
      `${tinyRecipe}pkgver() { git describe; }\n`,
    ],
    [
      'an architecture that the recipe has not',
      [`error ARCHITECTURES ${json('architectures')} it offers aarch64, but the recipe's arch is x86_64`],
      { architectures: ['x86_64', 'aarch64'] },
    ],
    ['not with any', [], { architectures: ['x86_64', 'aarch64'] }, tinyRecipe.replace('(x86_64)', '(any)')],
    [
      'one that is not offered, a little',
      [`warning ARCHITECTURES ${json('architectures')} the recipe also supports aarch64`],
      {},
      tinyRecipe.replace('(x86_64)', '(x86_64 aarch64 riscv64)'),
    ],
    [
      'a dependency too many',
      [`error DEPENDS ${json('depends')} it lists cuda, which the recipe does not have`],
      { depends: ['gcc', 'cuda'] },
      recipeWith('depends=(gcc)'),
    ],
    [
      'a dependency too few',
      [`error DEPENDS ${json('depends')} it lacks gcc, which the recipe has`],
      { depends: [] },
      recipeWith('depends=(gcc)'),
    ],
    [
      'another version of a dependency',
      [
        `error DEPENDS ${json('depends')} it lacks gcc>=13, which the recipe has`,
        `error DEPENDS ${json('depends')} it lists gcc, which the recipe does not have`,
      ],
      { depends: ['gcc'] },
      recipeWith("depends=('gcc>=13')"),
    ],
    [
      'not one of an architecture',
      [],
      { depends: ['gcc', 'numactl'] },
      recipeWith('depends=(gcc)', 'depends_x86_64=(numactl)'),
    ],
    [
      'not one that package() adds',
      [],
      { depends: ['gcc'] },
      recipeThat('depends=(gcc)\ninstall -Dm755 tiny "$pkgdir/usr/bin/tiny"'),
    ],
    [
      'a dependency to build',
      [`error DEPENDS ${json('makedepends')} it lacks cargo, which the recipe has`],
      { makedepends: ['rust'] },
      recipeWith('makedepends=(rust cargo)'),
    ],
    [
      'dependencies that are not known, a little',
      [
        `warning RECIPE tiny/PKGBUILD:5: depends is not known: it depends on the result of \`nproc\``,
        `warning DEPENDS ${json('depends')} the recipe's depends are not known before it runs, so they cannot be compared`,
      ],
      { depends: [] },
      recipeWith('depends=($(nproc))'),
    ],
    [
      'the program',
      [`error EXECUTABLE ${json('binary_name')} it is other, but package() installs tiny`],
      { binary_name: 'other' },
    ],
    [
      'its place',
      [`error EXECUTABLE ${json('install_path')} it is /usr/bin/other, but package() installs tiny`],
      { install_path: '/usr/bin/other' },
    ],
    [
      'one of two programs that is not named',
      [
        `error EXECUTABLE ${json('binary_name')} it is missing: name one of the programs that package() installs, a, b`,
      ],
      {},
      recipeThat(
        'install -Dm755 a "$pkgdir/usr/bin/a"\ninstall -Dm755 b -t "$pkgdir/usr/share"\ninstall -Dm755 b "$pkgdir"/usr/sbin/b',
      ),
    ],
    [
      'not a program that cannot be seen',
      [],
      { binary_name: 'other' },
      recipeThat('make DESTDIR="$pkgdir" install'),
    ],
    [
      'not one that a loop installs',
      [],
      { binary_name: 'other' },
      recipeThat(
        'for f in a b; do install -Dm755 $f "$pkgdir/usr/bin/$f"; done\ninstall -Dm755 tiny "$pkgdir/usr/bin/tiny"',
      ),
    ],
    [
      'not one in a folder',
      [],
      { binary_name: 'other' },
      recipeThat(
        'install -Dm755 other tiny -t "$pkgdir/usr/bin"\ninstall -Dm755 tiny "$pkgdir/usr/bin/tiny"',
      ),
    ],
    [
      'no package()',
      ['error EXECUTABLE tiny/PKGBUILD: it has no package(), so nothing would be installed'],
      {},
      tinyRecipe.replace(/package\(\).*/, ''),
    ],
    [
      'a missing local file',
      [`error SOURCE ${recipe('source')} the local file fix.patch is not beside the recipe`],
      {},
      recipeWith('source=(fix.patch)', 'sha256sums=(SKIP)'),
    ],
    [
      'a missing script',
      [`error SOURCE ${recipe('install')} the file tiny.install is not beside the recipe`],
      {},
      recipeWith('install=tiny.install'),
    ],
    [
      'an unknown protocol',
      [`error SOURCE ${recipe('source')} gopher://a/b has the unknown protocol gopher`],
      {},
      recipeWith('source=(gopher://a/b)', `sha256sums=(${SHA_OF_X})`),
    ],
    [
      'a URL without a file name',
      [
        `error SOURCE ${recipe('source')} https://a.example/ would have the file name "": give it one, name::url`,
      ],
      {},
      recipeWith('source=(https://a.example/)', `sha256sums=(${SHA_OF_X})`),
    ],
    [
      'sources that are not known',
      [
        `warning RECIPE tiny/PKGBUILD:5: source is not known: it depends on the result of \`nproc\``,
        `error SOURCE ${recipe('source')} source depends on the result of \`nproc\`, which is not known before the recipe runs`,
      ],
      {},
      recipeWith('source=(https://a.example/$(nproc))'),
    ],
    [
      'a malformed checksum',
      [
        `error CHECKSUM ${recipe('sha256sums')} "abc123..." of x is malformed: expected 64 hex digits or SKIP`,
      ],
      {},
      recipeWith('source=(https://a.example/x)', 'sha256sums=(abc123...)'),
    ],
    [
      'one of another algorithm',
      [`error CHECKSUM ${recipe('b2sums')} "${SHA_OF_X}" of x is malformed: expected 128 hex digits or SKIP`],
      {},
      recipeWith('source=(https://a.example/x)', `b2sums=(${SHA_OF_X})`),
    ],
    [
      'a checksum too many',
      [`error CHECKSUM ${recipe('sha256sums')} it has 2 checksums for the 1 entries of source`],
      {},
      recipeWith('source=(https://a.example/x)', `sha256sums=(${SHA_OF_X} SKIP)`),
    ],
    [
      'no checksums',
      [
        `error CHECKSUM ${recipe('source_x86_64')} it has no checksums: add a digest, or SKIP, for each source to sha256sums_x86_64`,
      ],
      {},
      recipeWith('source_x86_64=(https://a.example/x)'),
    ],
    [
      'the checksum of a local file',
      [
        `error CHECKSUM ${recipe('sha256sums')} x is a1fce4363854ff888cff4b8e7875d600c2682390412a8cf79b37d0b11148b0fa, not ${SHA_OF_X}`,
      ],
      {},
      recipeWith('source=(x)', `sha256sums=(${SHA_OF_X})`),
      { x: 'y' },
    ],
    [
      'a file that nothing names, a little',
      ['warning FILE tiny/stray: the recipe does not name it'],
      {},
      tinyRecipe,
      { stray: '' },
    ],
    [
      'another address of the recipe',
      [
        `error METADATA ${json('pkgbuild_url')} it is /other, but the recipe is served at /workers/tiny/PKGBUILD`,
      ],
      { pkgbuild_url: '/other' },
    ],
    [
      'the licence, a little',
      [`warning LICENSE ${json('license')} it is MIT, but the recipe's is GPL`],
      { license: 'MIT' },
      recipeWith('license=(GPL)'),
    ],
    [
      'the name, a little',
      [`warning NAME ${recipe('pkgname')} pkgname is other, but the worker is tiny`],
      {},
      tinyRecipe.replace('=tiny', '=other'),
    ],
    [
      'a licence whose token may go nowhere',
      [
        `error SOURCE ${json('license_origins')} a licence is required, but no source comes from an origin that may get its token`,
      ],
      { requires_license: true, license_origins: ['https://b.example'] },
      recipeWith('source=(https://a.example/x)', `sha256sums=(${SHA_OF_X})`),
    ],
    [
      'what the parser refuses',
      ['error RECIPE tiny/PKGBUILD:1: pkgrel is missing or empty'],
      {},
      tinyRecipe.replace('pkgrel=1', ':'),
    ],
  ])('%s', (_title, findings, ...[metadata, text, files]) => {
    expect(findingsOf(metadata, text, files)).toEqual(findings);
  });
});
