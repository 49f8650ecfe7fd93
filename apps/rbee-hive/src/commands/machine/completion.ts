import { Argument } from 'commander';
import { SHELL_SCRIPTS, SHELLS, type Shell } from '../../completion/shell-scripts.js';
import { type AddCommand, command } from '../command.js';

export const addCompletion: AddCommand = (program, run) => {
  command(program, {
    name: 'completion',
    local: true,
    description: 'print a script that lets a shell complete what is typed',
    examples: [['completion bash', 'in ~/.bashrc: eval "$(rbee-hive completion bash)"']],
  })
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: Shell) =>
      run(async ({ print }) => {
        print(SHELL_SCRIPTS[shell].trimEnd());
        return { shell, script: SHELL_SCRIPTS[shell] };
      }),
    );
};
