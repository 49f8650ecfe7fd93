import os from 'node:os';
import type { CommandContext } from '../../context.js';
import { installLoginService, loginService } from '../../daemon/login-service.js';
import { openPage, pageLink } from '../../daemon/page-link.js';
import { requireFound } from '../../daemon/require-found.js';
import { type ServeChoices, serveCommand } from '../../daemon/serve-command.js';
import { ensureDaemon } from '../../daemon/start-background-daemon.js';
import { CommandFailure } from '../../errors.js';
import { type AddCommand, command } from '../command.js';
import { parsePortOrFree } from '../options/option-parsers.js';

export const addUp: AddCommand = (program, run) => {
  command(program, {
    name: 'up',
    local: true,
    description: 'start the daemon in the background, unless it runs, and print the link of its page',
    examples: [
      ['up --open', 'and open its page'],
      ['up --at-login', 'and again whenever you log in'],
    ],
  })
    .option('--port <number>', 'the port to listen on; 0 picks a free one (default: 7835)', parsePortOrFree)
    .option('--open', 'open the page in your browser')
    .option('--at-login', 'start it when you log in, too: by a systemd user unit or a launchd agent')
    .action((flags: UpFlags) => run((context) => up(flags, context)));
};

interface UpFlags {
  readonly open?: boolean;
  readonly port?: number;
  readonly atLogin?: boolean;
}

async function up(
  { open, atLogin, port }: UpFlags,
  context: CommandContext,
): Promise<{ readonly url: string }> {
  const { print, tell, colors } = context;
  if (atLogin) await startAtLogin({ port }, context);
  await ensureDaemon(context, { port });
  const found = await requireFound(context);
  tell(`${colors.green('✓')} The hive daemon runs. Open its page by this link, which has its token:`);
  print(pageLink(found));
  if (open) await openPage(pageLink(found), context);
  return { url: found.url };
}

/** @throws CommandFailure `SYSTEM_UNSUPPORTED`, `LOGIN_SERVICE_FAILED` */
async function startAtLogin(choices: ServeChoices, context: CommandContext): Promise<void> {
  const { env, tell, colors } = context;
  const serve = serveCommand(choices);
  if (serve.some((word) => /[/\\]_npx[/\\]/.test(word)))
    throw new CommandFailure({
      code: 'LOGIN_SERVICE_FAILED',
      message: 'This rbee-hive is in the cache of npx, which may remove it at any time.',
      hint: 'Install it first: npm install --global rbee-hive.',
    });
  const service = loginService({ platform: process.platform, env, homeDir: os.homedir(), command: serve });
  await installLoginService(service, context);
  tell(
    `${colors.green('✓')} It starts when you log in, by ${service.file}; rbee-hive down --at-login ends that.`,
  );
}
