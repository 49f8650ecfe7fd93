import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describeWith } from '@rbee-internal/test-kit';
import type { Command } from 'commander';
import { beforeEach, expect, test } from 'vitest';
import { createProgram } from '../src/program.js';
import { homeWithRecipe } from './home-with-recipe.js';
import { runHive } from './run-hive.js';
import { startProgramInTerminal, type TerminalRun } from './run-in-terminal.js';

const CLI = path.resolve(import.meta.dirname, '../dist/cli.js');

let home = '';
let env: Record<string, string> = {};

/** A home in which `rbee-hive` is on the PATH. */
beforeEach(async () => {
  home = await homeWithRecipe(':');
  await mkdir(path.join(home, 'bin'));
  const launcher = `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`;
  await writeFile(path.join(home, 'bin/rbee-hive'), launcher, { mode: 0o755 });
  env = { PATH: `${home}/bin:${process.env.PATH}`, PS1: '$ ' };
});

const SESSIONS = {
  bash: { program: ['bash', '--norc', '-i'], setUp: 'eval "$(rbee-hive completion bash)"' },
  zsh: {
    program: ['zsh', '-f', '-i'],
    setUp: 'PS1="$ "; autoload -Uz compinit && compinit -D && eval "$(rbee-hive completion zsh)"',
  },
};

for (const [shell, session] of Object.entries(SESSIONS))
  describeWith(shell, shell, () => {
    /** An interactive shell that has loaded the script. */
    async function startShell(): Promise<TerminalRun> {
      const run = startProgramInTerminal(session.program, { home, env, columns: 200 });
      run.type(`${session.setUp}; echo re''ady\n`);
      await run.shows(/^ready$/m);
      return run;
    }

    /** Drops what is typed, and exits. */
    function leave(run: TerminalRun): Promise<number | null> {
      run.type('\u0015exit\n');
      return run.ended;
    }

    test.each([
      ['rbee-hive ins', /\$ rbee-hive install $/m],
      ['rbee-hive install echo', /\$ rbee-hive install echo-worker-cpu $/m],
      ['rbee-hive install --sandbox req', /\$ rbee-hive install --sandbox require $/m],
      ['rbee-hive install --from rec', /\$ rbee-hive install --from recipe\/$/m],
      ['rbee-hive install --allow-c', /\$ rbee-hive install --allow-cpu $/m],
      ['rbee-hive --json completion f', /\$ rbee-hive --json completion fish $/m],
    ])('%s⇥', async (typed, completed) => {
      const run = await startShell();
      run.type(`${typed}\t`);
      await run.shows(completed);
      expect(await leave(run)).toBe(0);
    });

    test('lists what fits', async () => {
      const run = await startShell();
      run.type('rbee-hive s\t\t');
      await run.shows(/search[\s\S]+select[\s\S]+serve[\s\S]+show[\s\S]+spawn[\s\S]+stop/);
      expect(await leave(run)).toBe(0);
    });

    test('offers what is installed', async () => {
      await runHive(['install', '--from', 'recipe'], { home });
      const run = await startShell();
      run.type('rbee-hive remove too\t\t\t');
      await run.shows(/\$ rbee-hive remove tool[\s\S]*tool-v1-linux/);
      expect(await leave(run)).toBe(0);
    });
  });

describeWith('fish', 'fish', () => {
  test.each([
    ['rbee-hive ins', ['install']],
    ['rbee-hive install echo', ['echo-worker-cpu']],
    ['rbee-hive install --sandbox ', ['off', 'prefer', 'require']],
    ['rbee-hive install --from rec', ['recipe/']],
    ['rbee-hive install --allow', ['--allow-cpu', '--allow-host', '--allow-unsigned']],
    ['rbee-hive remove too', ['tool', 'tool-v1-linux']],
    ['rbee-hive frobnicate ', []],
  ])('%s⇥', async (typed, candidates) => {
    await runHive(['install', '--from', 'recipe'], { home });
    const script = 'rbee-hive completion fish | source; complete -C $argv[1]';
    const { stdout } = await promisify(execFile)('fish', ['--no-config', '-c', script, typed], {
      cwd: home,
      env: { ...env, HOME: home, XDG_CACHE_HOME: path.join(home, 'cache') },
    });
    expect(
      stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split('\t')[0]),
    ).toEqual(candidates);
  });
});

test('every command, option and argument has a description', async () => {
  const { commands, options } = await createProgram(async () => {});
  expect(commands.length).toBeGreaterThan(20);
  const described = [
    ...options,
    ...commands.filter((command) => command.name() !== 'complete').flatMap(partsOf),
  ];
  expect(described.filter(({ description }) => description === '')).toEqual([]);
});

function partsOf(command: Command): { readonly description: string }[] {
  return [{ description: command.description() }, ...command.options, ...command.registeredArguments];
}
