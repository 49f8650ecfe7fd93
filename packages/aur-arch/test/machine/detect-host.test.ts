import { expect, test } from 'vitest';
import { detectHost, isArchError } from '../../src/index.js';

test.each([
  ['linux', 'x64', { os: 'linux', architecture: 'x86_64' }],
  ['darwin', 'arm64', { os: 'macos', architecture: 'aarch64' }],
  ['win32', 'ia32', { os: 'windows', architecture: 'i686' }],
  ['linux', 'arm', { os: 'linux', architecture: 'armv7h' }],
  ['linux', 'riscv64', { os: 'linux', architecture: 'riscv64' }],
])('%s on %s', (platform, arch, host) => {
  expect(detectHost({ platform, arch })).toEqual(host);
});

test.each([
  ['freebsd', 'x64', 'OS_UNKNOWN'],
  ['linux', 'mips', 'ARCHITECTURE_UNKNOWN'],
])('%s on %s is refused', (platform, arch, code) => {
  expect(() => detectHost({ platform, arch })).toThrow(expect.objectContaining({ code }));
});

test('the error is recognised by its marker', () => {
  expect(isArchError(new Error('OS_UNKNOWN'))).toBe(false);
  try {
    detectHost({ platform: 'plan9', arch: 'x64' });
  } catch (error) {
    expect(isArchError(error)).toBe(true);
  }
});
