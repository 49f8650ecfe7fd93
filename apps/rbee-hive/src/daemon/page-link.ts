import path from 'node:path';
import { replaceFile } from '@rbee-internal/system/files';
import { findProgram, runProgram } from '@rbee-internal/system/process';
import { withDeadline } from '@rbee-internal/system/time';
import type { CommandContext } from '../context.js';
import { CommandFailure } from '../errors.js';

/** Where a browser may wait for. */
const OPEN_MILLISECONDS = 10_000;

/** What opens a file in the user's browser. */
const OPENERS: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['explorer'],
};

/** The page's address with the token, which a browser keeps to itself. */
export function pageLink({ url, token }: { readonly url: string; readonly token: string }): string {
  return `${url}/#token=${token}`;
}

/**
 * Opens the page in the user's browser. The link has the token, and other users can read what a program is started
 * with: so the browser gets a file of mode 0600 that leads on to it.
 *
 * @throws CommandFailure `CANNOT_OPEN`; the signal's reason
 */
export async function openPage(link: string, { stateDir, env, signal }: CommandContext): Promise<void> {
  const [name, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const program = await findProgram(name, env);
  if (program === undefined) throw cannotOpen(link, `${name} is not installed`);
  const file = path.join(stateDir, 'open.html');
  await replaceFile(file, pageFor(link));
  const reason = () => cannotOpen(link, `${name} has not ended`);
  const { end } = await withDeadline(OPEN_MILLISECONDS, { signal, reason }, (within) =>
    runProgram(program, [...args, file], { env, signal: within }),
  );
  // Windows' own ends with 1 when all is well.
  if (process.platform !== 'win32' && (end.type !== 'exit' || end.code !== 0))
    throw cannotOpen(link, `${name} failed`);
}

function pageFor(link: string): string {
  return `<!doctype html><meta charset="utf-8"><title>rbee hive</title><script>location.replace(${JSON.stringify(link)})</script>\n`;
}

function cannotOpen(link: string, why: string): CommandFailure {
  return new CommandFailure({
    code: 'CANNOT_OPEN',
    message: `The page cannot be opened in a browser: ${why}.`,
    hint: `Open this link yourself: ${link}`,
  });
}
