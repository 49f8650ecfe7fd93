import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { testWith, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { checkedBash } from '../house/checked-bash.js';
import { flatFolders } from '../house/flat-folders.js';
import { freshMocks } from '../house/fresh-mocks.js';
import { mirroredTests } from '../house/mirrored-tests.js';
import { readRepository } from '../house/repository.js';
import { type Rule, workspaceOf } from '../house/rule.js';
import { shortReadmes } from '../house/short-readmes.js';
import { visibleSkips } from '../house/visible-skips.js';
import { findWords, words } from '../house/words.js';

/** What a rule finds in a repository of these files, as `path: text`. */
async function problemsOf(rule: Rule, files: Readonly<Record<string, string>>): Promise<string[]> {
  const root = await useTempDir();
  execFileSync('git', ['init', '--quiet', root]);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.join(root, path.dirname(name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  const problems = await rule.find(readRepository(root));
  return problems.map(({ path, text }) => `${path}: ${text}`).sort();
}

function filesIn(folder: string, count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${folder}/file-${index}.ts`, '']));
}

describe('a folder', () => {
  test.each(['packages/one/src', 'packages/one/src/a', 'apps/one/test', 'tools'])(
    'of 21 files is too flat in %s',
    async (folder) => {
      expect(await problemsOf(flatFolders, filesIn(folder, 21))).toEqual([
        `${folder}: has 21 files; at most 20: group them into folders named for concepts.`,
      ]);
      expect(await problemsOf(flatFolders, filesIn(folder, 20))).toEqual([]);
    },
  );

  test('of recipes or pages may have as many as there are', async () => {
    expect(await problemsOf(flatFolders, filesIn('docs', 30))).toEqual([]);
  });
});

describe('a test', () => {
  const sources = { 'packages/one/src/a/b.ts': '', 'packages/one/src/c.tsx': '' };

  test.each(['a/b', 'a', 'c', 'a/b/some-case', 'e2e/anything', 'abort', 'a/differential'])(
    '%s mirrors the source or is a suite',
    async (name) => {
      const files = { ...sources, [`packages/one/test/${name}.test.ts`]: '' };
      expect(await problemsOf(mirroredTests, files)).toEqual([]);
    },
  );

  test.each(['b', 'a/d', 'a/c', 'a/b/some/case'])('%s does not', async (name) => {
    const file = `packages/one/test/${name}.test.ts`;
    expect(await problemsOf(mirroredTests, { ...sources, [file]: '' })).toEqual([
      `${file}: names no file or folder of packages/one/src, and none of the suites.`,
    ]);
  });
});

test.each([
  `describe.each(installed('gpg'))('%s', () => {});`,
  `test.runIf(installed('gpg').length > 0)('x', () => {});`,
  `import { installed, useTempDir } from '@rbee-internal/test-kit';`,
])('a suite that vanishes without its program: %s', async (line) => {
  expect(await problemsOf(visibleSkips, { 'packages/one/test/a.test.ts': `\n${line}\n` })).toEqual([
    expect.stringMatching(/^packages\/one\/test\/a\.test\.ts:2: .*describeWith/),
  ]);
});

test('a module that is replaced where another file may have imported it already', async () => {
  const mock = "vi.mock('node:fs', () => ({}));\n";
  const fresh = 'vi.hoisted(() => vi.resetModules());\nafterAll(() => void vi.resetModules());\n';
  expect(
    await problemsOf(freshMocks, {
      'packages/one/test/a.test.ts': mock,
      'packages/one/test/b.test.ts': fresh + mock,
      'packages/one/test/c.test.ts': `${fresh.split('\n')[0]}\n${mock}`,
    }),
  ).toEqual([
    expect.stringMatching(/^packages\/one\/test\/a\.test\.ts: vi\.mock without/),
    expect.stringMatching(/^packages\/one\/test\/c\.test\.ts: vi\.mock without/),
  ]);
});

test('a README of more than 110 lines', async () => {
  expect(
    await problemsOf(shortReadmes, {
      'packages/one/README.md': 'x\n'.repeat(111),
      'packages/two/README.md': 'x\n'.repeat(110),
    }),
  ).toEqual(['packages/one/README.md: has 111 lines; at most 110: what is reference belongs in docstrings.']);
});

testWith('shellcheck', 'a file of bash with an unquoted expansion', async () => {
  expect(
    await problemsOf(checkedBash, {
      '.ci/run': '#!/usr/bin/env bash\necho $x\n',
      'packages/one/src/driver.bash': 'rm -- $1\n',
    }),
  ).toEqual([
    expect.stringMatching(/^\.ci\/run:2: .*SC2086/),
    expect.stringMatching(/^\.ci\/run:2: .*SC2154/),
    expect.stringMatching(/^packages\/one\/src\/driver\.bash:1: .*SC2086/),
  ]);
});

describe('the words', () => {
  test.each([
    'x is no worker id',
    'the answer is no JSON',
    'names that are no UTF-8',
    'opened anew',
    'the folder that is handed in',
    'handed it out',
    'one stands in for the other',
    'whoever reads',
    'Nobody knows',
    'somebody else',
    'belongs into the record',
    'an event tells which',
    'the version that counts',
    'it is written down',
    '/** Answers the id. */',
    'reads it; answers undefined',
  ])('%s', (line) => {
    expect(findWords('a.md', `\n${line}`)).toEqual([
      { path: 'a.md:2', text: expect.stringMatching(/^".*": say /) },
    ]);
  });

  test.each([
    'there is no such process',
    'there is no room',
    'by hand in the editor',
    'const NOBODY = 65534;',
    'the part that counts lines',
    'the server answers with 404',
  ])('not: %s', (line) => {
    expect(findWords('a.md', line)).toEqual([]);
  });

  test('are read in tests, pages and documents', async () => {
    expect(
      await problemsOf(words, {
        'packages/one/test/a.test.ts': `test('whoever', () => {});`,
        'docs/a.md': 'anew',
        'docs/glossary.md': 'anew',
      }),
    ).toHaveLength(2);
  });
});

test('a workspace is a package, or the first folder', () => {
  expect(workspaceOf('packages/one/src/a.ts')).toBe('packages/one');
  expect(workspaceOf('docs/decisions/a.md')).toBe('docs');
  expect(workspaceOf('README.md:3')).toBe('.');
});
