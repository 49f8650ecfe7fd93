import type { ProvisionPlan } from '@rbee/worker-catalog';
import { expect, test } from 'vitest';
import { describeNeeds } from '../../../src/commands/install/describe-needs.js';

type Needs = NonNullable<ProvisionPlan['needs']>;
type Need = Needs['needs'][number];

const need = (dependency: string, state: Need['state'], kinds: Need['kinds'] = ['makedepends']): Need => ({
  ...{ dependency, name: dependency, kinds, state },
  packages: [],
});

const BASE = { machine: 'here', family: 'dpkg' } as const;

test('says what is here, what is missing, and the one command that brings it', () => {
  const missing = [
    need('cmake>=3.20', 'outdated'),
    need('ninja', 'missing', ['makedepends', 'checkdepends']),
  ];
  const unknown = [need('python-foo', 'unknown', ['depends'])];
  const needs = [need('gcc', 'present'), ...missing, ...unknown];
  const command = 'apt install cmake ninja-build';
  expect(describeNeeds({ ...BASE, needs, missing, unknown, command })).toEqual([
    'Of the 4 things that it needs, 1 are here.',
    '  cmake>=3.20 (makedepends) is too old',
    '  ninja (makedepends, checkdepends) is missing',
    '  not known: python-foo',
    'To bring what is missing: apt install cmake ninja-build',
    'To build all the same: --ignore-missing',
  ]);
});

test('of a recipe that needs nothing it says nothing', () => {
  expect(describeNeeds({ ...BASE, needs: [], missing: [], unknown: [] })).toEqual([]);
});
