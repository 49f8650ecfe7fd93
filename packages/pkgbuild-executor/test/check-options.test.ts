import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { runConfined, startConfined } from '../src/index.js';
import { writeRecipe } from './recipe.js';

describe('options that JavaScript callers get wrong', () => {
  it.each([
    [{ sandbox: 'required' }, 'The option sandbox must be one of "require", "prefer", "off", not "required"'],
    [{ sandbox: true }, 'The option sandbox must be one of "require", "prefer", "off", not boolean'],
    [{ sandboxx: 'require' }, 'The option sandboxx is not known'],
    [{ startDir: 'here' }, 'The option startDir must be an absolute path, not "here"'],
    [{ pkgbuildPath: undefined }, 'The option pkgbuildPath must be an absolute path, and is missing'],
    [{ functions: 'build' }, 'The option functions must be an array, each element a string, not "build"'],
    [{ phases: ['compile'] }, /^The option phases must be an array, each element one of "verify", /],
    [{ network: 'yes' }, 'The option network must be an object, not "yes"'],
    [
      { network: { hosts: ['http://example.org'] } },
      /^The option network\.hosts must be one of "public", or an array/,
    ],
    [
      { network: { allowPrivate: ['a b'] } },
      /^The option network\.allowPrivate must be an array, each element a host/,
    ],
    [{ network: { host: [] } }, 'The option network.host is not known'],
    [{ network: { proxy: { https: 1 } } }, 'The option network.proxy.https must be a string, not number'],
    [{ limits: { processes: 0 } }, 'The option limits.processes must be a number above 0, not number'],
    [{ limits: { proceses: 1 } }, 'The option limits.proceses is not known'],
    [{ signal: {} }, 'The option signal must be an AbortSignal, not object'],
    [{ env: { A: 1 } }, 'The option env must be an object of strings, not object'],
    [{ packageSources: 'readonly' }, /^The option packageSources must be one of/],
  ])('%j is refused before anything is done', async (changes, message) => {
    const recipe = await writeRecipe('build() { :; }\n', changes as never);
    const error = await rejectionOf(recipe.run());
    expect(error).toMatchObject({ code: 'INVALID_OPTION' });
    if (typeof message === 'string') expect((error as Error).message).toContain(message);
    else expect((error as Error).message).toMatch(message);
    expect(recipe.events).toEqual([]);
  });

  it.each([
    [{ command: [] }, 'The option command must be an array, each element a string, at least one, not object'],
    [{ sandbox: 'required' }, 'The option sandbox must be one of "require", "prefer", "off", not "required"'],
    [{ port: 0 }, 'The option port must be a port from 1 to 65535, not number'],
    [{ workDir: undefined }, 'The option workDir must be an absolute path, and is missing'],
    [{ limits: { seconds: 1 } }, 'The option limits.seconds is not known'],
  ])('%j is refused for a confined program', async (changes, message) => {
    const options = { command: ['true'], workDir: await useTempDir(), env: {}, port: 1, ...changes } as never;
    for (const run of [runConfined, startConfined])
      expect(await rejectionOf(run(options))).toMatchObject({ code: 'INVALID_OPTION', message });
  });
});
