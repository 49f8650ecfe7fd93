import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import type { CommandContext } from '../../../src/context.js';
import { createProgram } from '../../../src/program.js';

/** The operation that a command line of `install` performs; the message when it is not valid. */
async function operationOf(...words: readonly string[]): Promise<unknown> {
  let performed: unknown;
  const program = await createProgram(async (action) => {
    const perform = async (operation: unknown) => {
      performed = operation;
      return { installed: { id: 'x' }, wasInstalled: true };
    };
    const colors = { green: String };
    const context = { perform, colors, tell: () => {}, print: () => {} };
    await action(context as unknown as CommandContext);
  });
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeOut: () => {}, writeErr: () => {} });
  try {
    await program.parseAsync(['install', ...words], { from: 'user' });
    return performed;
  } catch (error) {
    if (error instanceof CommanderError) return error.message;
    throw error;
  }
}

const BASE = { operation: 'worker_install', worker: 'tool', sandbox: 'prefer' };

describe('install', () => {
  test.each<[string[], object]>([
    [[], {}],
    [['--env', 'CUDAARCHS=89', '--env', 'FLAGS=-a=b -c'], { env: { CUDAARCHS: '89', FLAGS: '-a=b -c' } }],
    [['--env', 'EMPTY='], { env: { EMPTY: '' } }],
    [['--network'], { network: true }],
    [['--network', 'prepare'], { network: { prepare: ['planned'] } }],
    [
      ['--network=prepare,build=cargo,build=pip'],
      { network: { prepare: ['planned'], build: ['cargo', 'pip'] } },
    ],
    [
      ['--network', 'prepare', '--allow-host', 'crates.example.org', '--allow-host', 'cargo'],
      { network: { prepare: ['planned', 'crates.example.org', 'cargo'] } },
    ],
    [
      ['--allow-host', 'example.org:8443'],
      {
        network: Object.fromEntries(
          ['verify', 'prepare', 'pkgver', 'build', 'check', 'package'].map((phase) => [
            phase,
            ['example.org:8443'],
          ]),
        ),
      },
    ],
    [['--package', 'ollama', '--package', 'ollama-cuda'], { packages: ['ollama', 'ollama-cuda'] }],
    [['--program', 'usr/bin/llama-server'], { program: 'usr/bin/llama-server' }],
    [['--jobs', '4', '--native'], { jobs: 4, native: true }],
    [['--ignore-missing', '--evaluate'], { ignoreMissing: true, evaluate: true }],
    [['--no-wait'], { wait: false }],
    [['--sandbox', 'off', '--force'], { sandbox: 'off', force: true }],
  ])('with %j says so, and nothing else', async (words, fields) => {
    expect(await operationOf('tool', ...words)).toEqual({ ...BASE, ...fields });
  });

  test.each([
    [['--env', 'CUDAARCHS'], 'Give a variable, as in --env CUDAARCHS=89.'],
    [['--env', '=1'], 'Give a variable'],
    [['--env', 'PATH=/tmp'], '"PATH" is set by the build itself and cannot be changed.'],
    [['--env', 'LD_PRELOAD=x'], 'cannot be changed'],
    [['--network', 'tool'], 'Give phases, as in --network prepare'],
    [['--network', 'build=a b'], 'Give phases'],
    [['--network', '--allow-host', 'example.org'], 'name phases to allow only --allow-host'],
    [['--jobs', '0'], 'Give a number, at least 1.'],
    [['--sandbox', 'maybe'], 'Allowed choices are require, prefer, off.'],
  ])('with %j is refused', async (words, message) => {
    expect(await operationOf('tool', ...words)).toContain(message);
  });
});
