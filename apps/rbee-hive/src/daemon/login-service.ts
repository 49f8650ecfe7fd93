import { access, rm } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { replaceFile } from '@rbee-internal/system/files';
import { runProgram } from '@rbee-internal/system/process';
import type { CommandContext } from '../context.js';
import { CommandFailure } from '../errors.js';

/** What starts the daemon when the user logs in. */
export interface LoginService {
  /** The file that says so, absolute. */
  readonly file: string;
  readonly text: string;
  /** Makes the system read the file and start the daemon. */
  readonly enable: Command;
  /** Makes the system forget it. The daemon that runs is stopped. */
  readonly disable: Command;
}

type Command = readonly [program: string, ...args: string[]];

export interface LoginFacts {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  /** What runs the daemon: Node, its options, the program and `serve`. */
  readonly command: readonly string[];
}

const NAME = 'rbee-hive';
const LABEL = 'dev.rbee.hive';

/** A systemd user unit on Linux, a launchd agent on macOS. @throws CommandFailure `SYSTEM_UNSUPPORTED` */
export function loginService({ platform, env, homeDir, command }: LoginFacts): LoginService {
  if (platform === 'linux') {
    const config = env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : path.join(homeDir, '.config');
    return {
      file: path.join(config, 'systemd/user', `${NAME}.service`),
      text: systemdUnit(command),
      enable: ['systemctl', '--user', 'enable', '--now', `${NAME}.service`],
      disable: ['systemctl', '--user', 'disable', '--now', `${NAME}.service`],
    };
  }
  if (platform === 'darwin') {
    const file = path.join(homeDir, 'Library/LaunchAgents', `${LABEL}.plist`);
    return {
      file,
      text: launchdPlist(command),
      enable: ['launchctl', 'load', '-w', file],
      disable: ['launchctl', 'unload', '-w', file],
    };
  }
  throw new CommandFailure({
    code: 'SYSTEM_UNSUPPORTED',
    message: `rbee-hive does not know how ${platform} starts programs when a user logs in.`,
    hint: 'Let what this system has for that run: rbee-hive serve.',
  });
}

/** Writes the file and makes the system read it. @throws CommandFailure `LOGIN_SERVICE_FAILED`; the signal's reason */
export async function installLoginService(service: LoginService, context: CommandContext): Promise<void> {
  await replaceFile(service.file, service.text, { mode: 0o644 });
  await runCommand(service.enable, service, context);
}

/** The file is removed, too, when the system refuses. @returns whether there was one @throws as `installLoginService` */
export async function removeLoginService(service: LoginService, context: CommandContext): Promise<boolean> {
  try {
    await access(service.file);
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
  try {
    await runCommand(service.disable, service, context);
  } finally {
    await rm(service.file, { force: true });
  }
  return true;
}

async function runCommand(
  command: Command,
  { file }: LoginService,
  { env, signal }: CommandContext,
): Promise<void> {
  const [program, ...args] = command;
  const { end, stderr } = await runProgram(program, args, { env, signal });
  if (end.type === 'exit' && end.code === 0) return;
  const words = stderr.toString('utf8').trim().split('\n').at(-1);
  throw new CommandFailure({
    code: 'LOGIN_SERVICE_FAILED',
    message: `${command.join(' ')} failed${words ? `: ${words}` : ''}.`,
    hint: `${file} is as it should be; run that command yourself in a session of your own. Without one, rbee-hive up starts the daemon now.`,
  });
}

/** As systemd.service(5) and systemd.syntax(7) have it: words in quotes, `%` and `$` doubled. */
function systemdUnit(command: readonly string[]): string {
  const words = command.map(
    (word) => `"${word.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`,
  );
  return `[Unit]
Description=rbee hive daemon

[Service]
ExecStart=${words.join(' ')}
Restart=on-failure
KillMode=mixed
TimeoutStopSec=60

[Install]
WantedBy=default.target
`;
}

/** As launchd.plist(5) has it. */
function launchdPlist(command: readonly string[]): string {
  const words = command.map((word) => `    <string>${escapeXml(word)}</string>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${words.join('\n')}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ExitTimeOut</key>
  <integer>60</integer>
</dict>
</plist>
`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
