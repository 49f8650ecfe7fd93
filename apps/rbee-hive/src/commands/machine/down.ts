import os from 'node:os';
import type { CommandContext } from '../../context.js';
import { loginService, removeLoginService } from '../../daemon/login-service.js';
import { serveCommand } from '../../daemon/serve-command.js';
import { CommandFailure } from '../../errors.js';
import { type AddCommand, command } from '../command.js';

export const addDown: AddCommand = (program, run) => {
  command(program, {
    name: 'down',
    local: true,
    description: 'stop the daemon, and with it the workers that it runs',
    examples: [
      ['down', 'until it is started again'],
      ['down --at-login', 'and no longer start it when you log in'],
    ],
  })
    .option('--at-login', 'no longer start it when you log in')
    .action((flags: { readonly atLogin?: boolean }) => run((context) => down(flags, context)));
};

/** Stops the daemon. @throws CommandFailure `DAEMON_RUNS_ON` */
async function down(
  { atLogin = false }: { readonly atLogin?: boolean },
  context: CommandContext,
): Promise<{ readonly stopped: boolean }> {
  const { stateDir, signal, tell, colors, env } = context;
  if (atLogin) {
    const facts = { platform: process.platform, env, homeDir: os.homedir(), command: serveCommand() };
    const was = await removeLoginService(loginService(facts), context);
    tell(
      was
        ? `${colors.green('✓')} It no longer starts when you log in.`
        : 'It does not start when you log in.',
    );
  }
  const { stopDaemon } = await import('rbee-hive-daemon/access');
  const how = await stopDaemon(stateDir, { signal });
  if (how === 'runs')
    throw new CommandFailure({
      code: 'DAEMON_RUNS_ON',
      message: 'The daemon was asked to end and still runs after a minute.',
      hint: 'rbee-hive ps shows which of its workers do not stop.',
    });
  tell(how === 'none' ? 'No daemon is running.' : `${colors.green('✓')} The daemon has ended.`);
  return { stopped: how === 'ended' };
}
