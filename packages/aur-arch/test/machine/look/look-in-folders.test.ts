import { expect, test } from 'vitest';
import { sonamesOf } from '../../../src/machine/look/look-in-folders.js';

test.each([
  ['libcurl.so', ['libcurl.so']],
  ['libcurl.so.4.8.0', ['libcurl.so', 'libcurl.so.4', 'libcurl.so.4.8', 'libcurl.so.4.8.0']],
  ['libvulkan.1.dylib', ['libvulkan.so', 'libvulkan.so.1']],
  ['libomp.dylib', ['libomp.so']],
  ['libLLVM-17.so', ['libLLVM-17.so']],
  ['libc.a', []],
  ['so.conf', []],
])('the file %s is the libraries %j', (name, sonames) => {
  expect(sonamesOf(name)).toEqual(sonames);
});
