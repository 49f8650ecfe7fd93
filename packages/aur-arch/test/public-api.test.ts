import { expect, test } from 'vitest';
import type {
  ArchErrorCode,
  Finding,
  FindNeedsOptions,
  Host,
  HostFacts,
  Machine,
  MachineFacts,
  MachineSnapshot,
  Need,
  NeedKind,
  NeedState,
  NeedsReport,
  OpenMachineOptions,
  OperatingSystem,
  PackageFamily,
  PlannedSource,
  Probe,
  ProbeKind,
  RecipeDependencies,
  RecipePlan,
  SignalOption,
} from '../src/index.js';
import * as api from '../src/index.js';

test('exports exactly the promised values', () => {
  expect(Object.keys(api).sort()).toEqual([
    'ArchError',
    'BARE_MACHINES',
    'createSnapshotMachine',
    'detectHost',
    'findNeeds',
    'isArchError',
    'openMachine',
    'packagesOfLibrary',
    'planRecipe',
    'probeText',
    'readMachineFacts',
  ]);
});

test('exports the promised types of hosts and recipes', () => {
  const code: ArchErrorCode = 'OS_UNKNOWN';
  const os: OperatingSystem = 'linux';
  const host: Host = { os, architecture: 'x86_64' };
  const facts: HostFacts = { platform: 'linux', arch: 'x64' };
  const sources: PlannedSource[] = [];
  const plan: RecipePlan = { architecture: host.architecture, kind: 'source', sources };
  expect([code, facts.arch, plan.kind]).toEqual(['OS_UNKNOWN', 'x64', 'source']);
});

test('exports the promised types of machines and needs', () => {
  const signal: SignalOption = {};
  const host: Host = { os: 'linux', architecture: 'x86_64' };
  const options: OpenMachineOptions = { host, env: {}, ...signal };
  const family: PackageFamily = 'dpkg';
  const snapshot: MachineSnapshot = { name: 'a machine', host, family, has: [] };
  const machine: Machine = api.createSnapshotMachine(snapshot);
  const facts: MachineFacts = { carch: host.architecture };
  const kind: ProbeKind = 'command';
  const probe: Probe = { kind, name: 'git' };
  const found: Finding = { probe, version: '2.47.2' };
  const dependencies: RecipeDependencies = { depends: ['git'] };
  const findOptions: FindNeedsOptions = { machine };
  const kinds: NeedKind[] = ['depends'];
  const state: NeedState = 'present';
  const need: Need = { dependency: 'git', name: 'git', kinds, state, found, packages: [] };
  const report: NeedsReport = { machine: machine.name, family, needs: [need], missing: [], unknown: [] };
  expect([options.env, facts.carch, dependencies.depends, findOptions.machine, report.needs]).toEqual([
    {},
    'x86_64',
    ['git'],
    machine,
    [need],
  ]);
});
