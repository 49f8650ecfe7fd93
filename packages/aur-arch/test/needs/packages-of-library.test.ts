import { expect, test } from 'vitest';
import { BARE_MACHINES, packagesOfLibrary } from '../../src/index.js';

const { debian, arch, macos } = BARE_MACHINES;

test.each([
  ['libgomp.so.1', debian, ['libgomp1']],
  ['libgomp.so.1', arch, ['gcc-libs']],
  ['libcurl.so.4', debian, ['libcurl4']],
  ['libcublas.so.12', arch, ['cuda']],
  ['libvulkan.so.1', debian, ['libvulkan1']],
  ['libvulkan.so.1', arch, ['vulkan-icd-loader']],
  ['libz.so.1', macos, []],
  ['libnever.so.9', debian, []],
  ['libvulkan.so.1', { family: undefined }, []],
])('%s is brought by %s: %j', (soname, machine, packages) => {
  expect(packagesOfLibrary(soname, machine)).toEqual(packages);
});
