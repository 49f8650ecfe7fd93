import { execFileSync } from 'node:child_process';
import { describeWith } from '@rbee-internal/test-kit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareVersions, vercmp } from '../../../src/index.js';

const piece = fc.constantFrom(
  '0',
  '1',
  '01',
  '2',
  '10',
  '100',
  'a',
  'b',
  'rc',
  'A',
  'r',
  '.',
  '..',
  '_',
  '-',
  ':',
  '+',
  '~',
  '^',
  '1:',
  '.0',
);
const version = fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join(''));
const PAIRS = 4_000;

describeWith('vercmp', 'vercmp itself', () => {
  it('orders thousands of pairs alike', () => {
    const pairs = fc.sample(fc.tuple(version, version), { numRuns: PAIRS, seed: 7 });
    const script = 'while IFS=" " read -r a b; do vercmp "$a" "$b"; done';
    const input = pairs.map((pair) => pair.join(' ')).join('\n');
    const printed = execFileSync('bash', ['-c', script], { input: `${input}\n`, encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(printed).toHaveLength(PAIRS);
    const differing = pairs.filter(
      ([first, second], index) => String(vercmp(first, second)) !== printed[index],
    );
    expect(differing).toEqual([]);
  }, 60_000);
});

it('sorts lists of versions', () => {
  expect(['1.10', '1.9', '1:0.1', '1.0rc1', '1.0'].sort(compareVersions)).toEqual([
    '1.0rc1',
    '1.0',
    '1.9',
    '1.10',
    '1:0.1',
  ]);
});
