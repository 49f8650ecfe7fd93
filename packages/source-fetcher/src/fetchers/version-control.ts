import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import { freshPath } from '../place-file.js';
import { runProgram } from '../programs/run-program.js';
import type { SourceRequest } from '../types.js';
import type { FetchContext, FetchedContent } from './fetcher.js';

type Client = 'hg' | 'svn' | 'bzr' | 'fossil';

interface Checkout {
  readonly remote: string;
  readonly folder: string;
  /** What the fragment names, such as `tag` and `v1`. */
  readonly key: string | undefined;
  readonly value: string;
}

interface ClientRules {
  /** The keys that makepkg knows in a fragment. */
  readonly keys: readonly string[];
  /** The commands that leave a working copy in `folder`, one after the other. */
  readonly commands: (checkout: Checkout) => readonly (readonly string[])[];
  /** Prints the revision that the working copy is at. */
  readonly revision: (checkout: Checkout) => readonly string[];
}

const CLIENTS: Readonly<Record<Client, ClientRules>> = {
  hg: {
    keys: ['branch', 'revision', 'tag'],
    commands: ({ remote, folder, value }) => [
      ['hg', 'clone', '--noupdate', '--config', 'ui.interactive=false', '--', remote, folder],
      ['hg', 'update', '--clean', '--cwd', folder, `--rev=${value || 'default'}`],
    ],
    revision: ({ folder }) => ['hg', 'identify', '--id', '--debug', '--cwd', folder],
  },
  svn: {
    keys: ['revision'],
    commands: ({ remote, folder, value }) => [
      [
        'svn',
        'checkout',
        '--non-interactive',
        '--no-auth-cache',
        `--revision=${value || 'HEAD'}`,
        '--',
        remote,
        folder,
      ],
    ],
    revision: ({ folder }) => ['svn', 'info', '--show-item=revision', '--', folder],
  },
  bzr: {
    keys: ['revision'],
    commands: ({ remote, folder, value }) => [
      [
        'bzr',
        'checkout',
        '--lightweight',
        ...(value === '' ? [] : [`--revision=${value}`]),
        '--',
        remote,
        folder,
      ],
    ],
    revision: ({ folder }) => ['bzr', 'revno', '--tree', '--', folder],
  },
  fossil: {
    keys: ['branch', 'commit', 'tag'],
    commands: ({ remote, folder, value }) => [
      ['fossil', 'clone', '--nosync', remote, path.join(folder, '.source.fossil')],
      [
        'fossil',
        'open',
        path.join(folder, '.source.fossil'),
        value || 'trunk',
        '--workdir',
        folder,
        '--force',
      ],
    ],
    revision: ({ folder }) => ['fossil', 'info', '--chdir', folder],
  },
};

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
  const folder = freshPath(context);
  if (source.protocol === 'fossil') await mkdir(folder);
  const checkout = { remote, folder, ...parseFragment(request) };
  const options = {
    env: context.env,
    signal: context.signal,
    stallMilliseconds: context.limits.stallMilliseconds,
  };
  for (const [program = '', ...args] of rules.commands(checkout)) await runProgram(program, args, options);
  const [program = '', ...args] = rules.revision(checkout);
  const revision =
    String(await runProgram(program, args, options))
      .trim()
      .split('\n')[0] ?? '';
  return { type: 'tree', path: folder, commit: revision, verified: 'skipped' };
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
