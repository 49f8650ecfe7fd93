import type { Host } from '@rbee/aur-arch';
import { expect, test } from 'vitest';
import type { HardwareSnapshot } from '../../src/index.js';
import { requireTargetHere, targetOf } from '../../src/target/target.js';

const HERE: Host = { os: 'linux', architecture: 'x86_64' };
const MAC: Host = { os: 'macos', architecture: 'x86_64' };

function hardwareOf({ os, architecture }: Host): HardwareSnapshot {
  return {
    specificationVersion: 1,
    takenAt: '2026-01-01T00:00:00Z',
    os: { value: os, source: 'test' },
    architecture: { value: architecture, source: 'test' },
    failures: [],
    cuda: {},
    rocm: {},
    vulkan: {},
    metal: {},
  };
}

test('without hardware that was passed is this machine', () => {
  expect(targetOf({ host: HERE })).toBe(HERE);
  expect(requireTargetHere({ host: HERE })).toBe(HERE);
});

test.each<[string, Host, Host]>([
  ['this machine', HERE, HERE],
  ['a Mac whose process is translated', MAC, { os: 'macos', architecture: 'aarch64' }],
])('is the same for a plan and for an installation: %s', (_, host, machine) => {
  const context = { host, hardware: hardwareOf(machine) };
  expect(targetOf(context)).toEqual(machine);
  expect(requireTargetHere(context)).toEqual(machine);
});

test.each<[string, Host, Host]>([
  ['PLATFORM_UNSUPPORTED', HERE, MAC],
  ['ARCHITECTURE_UNSUPPORTED', HERE, { os: 'linux', architecture: 'aarch64' }],
  ['ARCHITECTURE_UNSUPPORTED', { os: 'macos', architecture: 'aarch64' }, MAC],
])('of another machine is only planned for: %s', (code, host, machine) => {
  const context = { host, hardware: hardwareOf(machine) };
  expect(targetOf(context)).toEqual(machine);
  expect(() => requireTargetHere(context)).toThrow(expect.objectContaining({ code }));
});
