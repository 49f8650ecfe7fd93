import { expect, test } from 'vitest';
import { detectHardware } from '../../src/detect/detect-hardware.js';
import { fakeSystem } from '../fake-system.js';

const GIB = 1024 ** 3;
const MEMINFO = { '/proc/meminfo': 'MemTotal:       65536000 kB\n' };

test.each<[string, Readonly<Record<string, string>>, { readonly value: number; readonly source: string }]>([
  [
    'no limit',
    { '/sys/fs/cgroup/memory.max': 'max\n' },
    { value: 65_536_000 * 1024, source: '/proc/meminfo' },
  ],
  [
    'a container',
    { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/memory.max': `${2 * GIB}\n` },
    { value: 2 * GIB, source: '/sys/fs/cgroup/memory.max' },
  ],
  [
    'a group above it',
    {
      '/proc/self/cgroup': '0::/user.slice/app.scope\n',
      '/sys/fs/cgroup/user.slice/app.scope/memory.max': 'max\n',
      '/sys/fs/cgroup/user.slice/memory.max': `${4 * GIB}\n`,
    },
    { value: 4 * GIB, source: '/sys/fs/cgroup/user.slice/memory.max' },
  ],
  [
    'the older kind',
    {
      '/proc/self/cgroup': '9:memory:/docker/abc\n0::/\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': `${3 * GIB}\n`,
    },
    { value: 3 * GIB, source: '/sys/fs/cgroup/memory/memory.limit_in_bytes' },
  ],
  [
    'a limit above what is there',
    { '/sys/fs/cgroup/memory.max': '9223372036854771712\n' },
    { value: 65_536_000 * 1024, source: '/proc/meminfo' },
  ],
])('%s', async (_what, files, expected) => {
  const { memoryBytes } = await detectHardware(fakeSystem({ files: { ...MEMINFO, ...files } }));
  expect(memoryBytes).toEqual(expected);
});
