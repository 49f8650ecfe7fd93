import { mkdir } from 'node:fs/promises';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import { freshPath } from '../place/place-file.js';
import { proxyEnvironment } from '../programs/proxy-environment.js';
import { runProgram } from '../programs/run-program.js';
import type { SourceRequest } from '../types.js';
import type { FetchContext, FetchedContent } from './fetcher.js';

type Client = 'hg' | 'svn' | 'bzr' | 'fossil';

interface Checkout {
  readonly remote: string;
  readonly folder: string;
  /** An empty folder in place of the user's settings. */
  readonly settings: string;
  /** What the fragment names, such as `tag` and `v1`. */
  readonly key: string | undefined;
  readonly value: string;
}

/** A program with its arguments, and where it is run. */
interface Command {
  readonly run: readonly [string, ...string[]];
  readonly cwd?: string;
}

interface ClientRules {
  /** The keys that makepkg knows in a fragment. */
  readonly keys: readonly string[];
  /** The commands that leave a working copy in `folder`, one after the other. */
  readonly commands: (checkout: Checkout) => readonly Command[];
  /** Prints the revision that the working copy is at, among other things or not. */
  readonly revision: (checkout: Checkout) => Command;
  /** Finds it in what was printed. @default the first word */
  readonly pattern?: RegExp;
}

const CLIENTS: Readonly<Record<Client, ClientRules>> = {
  hg: {
    keys: ['branch', 'revision', 'tag'],
    commands: ({ remote, folder, value }) => [
      // Without `--pull`, a repository of this machine would share its files with the clone.
      { run: ['hg', 'clone', '--noupdate', '--pull', '--', remote, folder] },
      // The bookmark '@' is where a repository wants to be read, when it has one.
      {
        run: ['hg', 'update', '--clean', `--rev=${value || "last(default + bookmark('re:^@$'))"}`],
        cwd: folder,
      },
    ],
    revision: ({ folder }) => ({ run: ['hg', 'identify', '--id', '--debug'], cwd: folder }),
  },
  svn: {
    keys: ['revision'],
    commands: ({ remote, folder, value, settings }) => [
      {
        run: [
          'svn',
          'checkout',
          '--non-interactive',
          '--no-auth-cache',
          `--config-dir=${settings}`,
          `--revision=${value || 'HEAD'}`,
          '--',
          remote,
          folder,
        ],
      },
    ],
    revision: ({ folder, settings }) => ({
      run: ['svn', 'info', `--config-dir=${settings}`, '--show-item=revision'],
      cwd: folder,
    }),
  },
  bzr: {
    keys: ['revision'],
    commands: ({ remote, folder, value }) => [
      { run: ['bzr', 'branch', `--revision=${value || 'last:1'}`, '--', remote, folder] },
    ],
    revision: ({ folder }) => ({ run: ['bzr', 'revno', '--tree'], cwd: folder }),
  },
  fossil: {
    keys: ['branch', 'commit', 'tag'],
    // The repository is named from the folder it is in, so that the working copy can be moved.
    commands: ({ remote, folder, value }) => [
      { run: ['fossil', 'clone', '--admin-user', 'nobody', remote, FOSSIL_REPOSITORY], cwd: folder },
      { run: ['fossil', 'open', FOSSIL_REPOSITORY, value || 'tip', '--force'], cwd: folder },
    ],
    revision: ({ folder }) => ({ run: ['fossil', 'info'], cwd: folder }),
    pattern: /^checkout:\s+(\S+)/m,
  },
};

const FOSSIL_REPOSITORY = '.source.fossil';

/** A working copy by the system's client of that version control. */
export async function fetchVersionControl(
  request: SourceRequest,
  context: FetchContext,
): Promise<FetchedContent> {
  const { source } = request;
  if (context.offline) throw offlineError(request);
  const rules = CLIENTS[source.protocol as Client];
  const [remote] = context.network.addresses(source.remote);
  if (remote === undefined) throw offlineError(request);
  const [folder, settings] = [freshPath(context), freshPath(context)];
  await mkdir(settings);
  if (source.protocol === 'fossil') await mkdir(folder);
  const checkout = { remote, folder, settings, ...parseFragment(request) };
  const run = ({ run: [program, ...args], cwd }: Command) =>
    runProgram(program, args, {
      env: environment(context, settings),
      signal: context.signal,
      stallMilliseconds: context.limits.stallMilliseconds,
      cwd: cwd ?? settings,
    });
  for (const command of rules.commands(checkout)) await run(command);
  const printed = String(await run(rules.revision(checkout)));
  const commit = (rules.pattern ?? /(\S+)/).exec(printed)?.[1] ?? '';
  return { type: 'tree', path: folder, commit, verified: 'skipped' };
}

/** No settings of the user, no hooks or extensions, and nothing that asks a person. */
function environment({ env, proxy }: FetchContext, settings: string): Record<string, string | undefined> {
  return {
    ...env,
    ...proxyEnvironment(proxy),
    HGPLAIN: '1',
    HGRCPATH: '',
    BRZ_HOME: settings,
    BZR_HOME: settings,
    FOSSIL_HOME: settings,
    LC_ALL: 'C.UTF-8',
  };
}

/**
 * Refuses what can be refused without a request.
 * @throws SourceFetchError `INVALID_SOURCE`
 */
export function checkVersionControl(request: SourceRequest): void {
  const { name, remote } = request.source;
  parseFragment(request);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  const hasOddCharacter = /[\u0000-\u0020\u007f]/.test(remote);
  const isUsable = !remote.startsWith('-') && !hasOddCharacter && !hasCredentials(remote);
  if (isUsable) return;
  throw new SourceFetchError({
    code: 'INVALID_SOURCE',
    message: `The source '${showForeign(name)}' has the address '${redactUrl(remote)}', which cannot be used.`,
    hint: 'Write it without spaces and credentials.',
  });
}

function hasCredentials(remote: string): boolean {
  return URL.canParse(remote) && new URL(remote).password !== '';
}

function parseFragment({ source }: SourceRequest): { key: string | undefined; value: string } {
  const { fragment, name, protocol } = source;
  if (fragment === undefined) return { key: undefined, value: '' };
  const key = fragment.split('=', 1)[0] ?? '';
  const value = fragment.includes('=') ? fragment.slice(fragment.lastIndexOf('=') + 1) : '';
  const { keys } = CLIENTS[protocol as Client];
  if (keys.includes(key) && /^[\w.@+/:][\w.@+/: -]*$/.test(value)) return { key, value };
  throw new SourceFetchError({
    code: 'INVALID_SOURCE',
    message: `The ${protocol} source '${showForeign(name)}' has the fragment '${showForeign(fragment)}', but ${keys.map((known) => `${known}=`).join(' or ')} with a value was expected.`,
  });
}

function offlineError({ source }: SourceRequest): SourceFetchError {
  return new SourceFetchError({
    code: 'OFFLINE',
    message: `'${showForeign(source.name)}' is not kept in the cache, and nothing may be asked for: '${redactUrl(source.remote)}'.`,
    hint: 'Fetch it with the network.',
  });
}
