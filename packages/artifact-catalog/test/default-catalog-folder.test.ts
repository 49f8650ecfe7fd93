import { describe, expect, test } from 'vitest';
import { type DefaultCatalogFolderFacts, defaultCatalogFolder } from '../src/index.js';

const linux = { platform: 'linux', env: {}, homeDir: '/home/user' } satisfies DefaultCatalogFolderFacts;
const windows = {
  platform: 'win32',
  env: {},
  homeDir: 'C:\\Users\\user',
} satisfies DefaultCatalogFolderFacts;

describe('defaultCatalogFolder', () => {
  test.each([
    ['workers', linux, '/home/user/.cache/rbee/workers'],
    ['models', linux, '/home/user/.cache/rbee/models'],
    ['workers', { ...linux, platform: 'darwin', homeDir: '/Users/u' }, '/Users/u/.cache/rbee/workers'],
    ['workers', { ...linux, env: { XDG_CACHE_HOME: '/var/cache/u' } }, '/var/cache/u/rbee/workers'],
    ['workers', { ...linux, env: { XDG_CACHE_HOME: 'relative' } }, '/home/user/.cache/rbee/workers'],
    ['workers', { ...linux, env: { XDG_CACHE_HOME: '' } }, '/home/user/.cache/rbee/workers'],
    ['workers', { ...linux, env: { LOCALAPPDATA: 'C:\\x' } }, '/home/user/.cache/rbee/workers'],
    ['workers', { ...windows, env: { LOCALAPPDATA: 'D:\\Local' } }, 'D:\\Local\\rbee\\workers'],
    ['models', windows, 'C:\\Users\\user\\AppData\\Local\\rbee\\models'],
    ['workers', { ...linux, homeDir: '', env: { XDG_CACHE_HOME: '/c' } }, '/c/rbee/workers'],
  ] as const)('%s of %j is %s', (kind, facts, folder) => {
    expect(defaultCatalogFolder(kind, facts)).toBe(folder);
  });

  test.each([
    [{ ...linux, homeDir: 'home' }, 'XDG_CACHE_HOME'],
    [{ ...windows, homeDir: '' }, 'LOCALAPPDATA'],
  ])('refuses a home that is not absolute: %j', (facts, variable) => {
    expect(() => defaultCatalogFolder('workers', facts)).toThrow(
      expect.objectContaining({
        code: 'INVALID_ROOT',
        message: `The home folder "${facts.homeDir}" is not an absolute path.`,
        hint: `Set ${variable} to an absolute path, or name the catalog's folder.`,
      }),
    );
  });
});
