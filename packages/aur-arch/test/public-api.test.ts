import { expect, test } from 'vitest';
import type {
  ArchErrorCode,
  Host,
  HostFacts,
  OperatingSystem,
  PlannedSource,
  RecipePlan,
} from '../src/index.js';
import * as api from '../src/index.js';

test('exports exactly the promised values', () => {
  expect(Object.keys(api).sort()).toEqual(['ArchError', 'detectHost', 'isArchError', 'planRecipe']);
});

test('exports the promised types', () => {
  const code: ArchErrorCode = 'OS_UNKNOWN';
  const os: OperatingSystem = 'linux';
  const host: Host = { os, architecture: 'x86_64' };
  const facts: HostFacts = { platform: 'linux', arch: 'x64' };
  const sources: PlannedSource[] = [];
  const plan: RecipePlan = { architecture: host.architecture, kind: 'source', sources };
  expect([code, facts.arch, plan.kind]).toEqual(['OS_UNKNOWN', 'x64', 'source']);
});
