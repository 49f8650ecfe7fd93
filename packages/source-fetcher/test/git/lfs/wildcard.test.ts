import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { testWith, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { isLfsFile, readLfsRules } from '../../../src/git/lfs/lfs-attributes.js';
import { matchesPath } from '../../../src/git/lfs/wildcard.js';

const PATTERNS = [
  ...[
    '*',
    '*.gguf',
    'a',
    '/a',
    'a/b',
    'a/*',
    'a/**',
    '**/b',
    'a/**/c',
    '*.g?uf',
    '[ab].gguf',
    '[!a]*',
    '[^a]*',
  ],
  ...[
    'a[[:space:]]b',
    '*.[gG]guf',
    '[a-c]',
    'x/**/y/**/z',
    '**',
    '**/*.gguf',
    'a*b*c',
    '"a b"',
    '\\*',
    '[]a]',
    'a/',
    'A',
  ],
];
const PATHS = [
  ...[
    'a',
    'b',
    'c',
    'z',
    'a/b',
    'a/c',
    'a/x/c',
    'a/x/y/c',
    'x/a',
    'a b',
    'b.gguf',
    'a.gguf',
    'x/b.gguf',
    'm.gXuf',
  ],
  ...['m.Gguf', 'x/y/z', 'x/1/y/2/3/z', 'aXbYc', '*', ']', '.gguf', 'x/y/b', 'deep/a/b', 'A'],
];

testWith('git', 'patterns match as git has it', async () => {
  const folder = await useTempDir();
  const git = (args: readonly string[], input?: string) =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', input });
  git(['init', '--quiet']);
  const differences: string[] = [];
  for (const pattern of PATTERNS) {
    await writeFile(path.join(folder, '.gitattributes'), `${pattern} filter=lfs\n`);
    const said = git(['check-attr', '--stdin', '-z', 'filter'], `${PATHS.join('\0')}\0`).split('\0');
    const rules = readLfsRules('', `${pattern} filter=lfs\n`);
    for (const [index, name] of PATHS.entries()) {
      const [theirs, ours] = [said[index * 3 + 2] === 'lfs', isLfsFile(name, rules)];
      if (theirs !== ours) differences.push(`${pattern} ${name}: git ${theirs}`);
    }
  }
  expect(differences).toEqual([]);
});

test('many stars take no long time', () => {
  expect(matchesPath('*a'.repeat(500), `${'a'.repeat(4_000)}b`)).toBe(false);
  expect(matchesPath(`${'**/a/'.repeat(200)}b`, `${'a/'.repeat(2_000)}c`)).toBe(false);
});
