import { expect, test } from 'vitest';
import { stateFolder } from '../src/state-folder.js';

test.each([
  ['linux', {}, '/home/bee/.local/state/rbee/hive'],
  ['linux', { XDG_STATE_HOME: '/state' }, '/state/rbee/hive'],
  ['linux', { XDG_STATE_HOME: 'relative' }, '/home/bee/.local/state/rbee/hive'],
  ['darwin', {}, '/home/bee/.local/state/rbee/hive'],
])('on %s with %j it is %s', (platform, env, folder) => {
  expect(stateFolder({ platform, env, homeDir: '/home/bee' })).toBe(folder);
});

test.each([
  [{}, 'C:\\Users\\bee\\AppData\\Local\\rbee\\hive'],
  [{ LOCALAPPDATA: 'D:\\local' }, 'D:\\local\\rbee\\hive'],
])('on Windows with %j it is %s', (env, folder) => {
  expect(stateFolder({ platform: 'win32', env, homeDir: 'C:\\Users\\bee' })).toBe(folder);
});
