import { expect, test } from 'vitest';
import { configFolder } from '../src/config-folder.js';

test.each([
  ['linux', {}, '/home/bee/.config/rbee'],
  ['linux', { XDG_CONFIG_HOME: '/config' }, '/config/rbee'],
  ['linux', { XDG_CONFIG_HOME: 'relative' }, '/home/bee/.config/rbee'],
  ['darwin', {}, '/home/bee/.config/rbee'],
])('on %s with %j it is %s', (platform, env, folder) => {
  expect(configFolder({ platform, env, homeDir: '/home/bee' })).toBe(folder);
});

test.each([
  [{}, 'C:\\Users\\bee\\AppData\\Roaming\\rbee'],
  [{ APPDATA: 'D:\\roaming' }, 'D:\\roaming\\rbee'],
])('on Windows with %j it is %s', (env, folder) => {
  expect(configFolder({ platform: 'win32', env, homeDir: 'C:\\Users\\bee' })).toBe(folder);
});
