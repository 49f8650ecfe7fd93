import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Workspace } from './workspace.js';

export const CLIENTS = ['hg', 'svn', 'bzr', 'fossil'] as const;
export type Client = (typeof CLIENTS)[number];

/** A repository whose file `f` says `one` at its first revision, tagged where it can be, and then `two`. */
export interface Repository {
  readonly source: string;
  /** Fragments and what `f` says there. */
  readonly revisions: Readonly<Record<string, string>>;
  /** Makes `f` say this at a new revision. */
  readonly commit: (text: string) => Promise<void>;
}

export function runner(workspace: Workspace, cwd: string) {
  const env = { PATH: process.env.PATH, HOME: workspace.root, USER: 'me', LC_ALL: 'C.UTF-8' };
  return (program: string, ...args: string[]) =>
    String(execFileSync(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })).trim();
}

export async function makeRepository(client: Client, workspace: Workspace): Promise<Repository> {
  const folder = path.join(workspace.root, 'remote/tool');
  await mkdir(folder, { recursive: true });
  const run = runner(workspace, folder);
  const write = (text: string) => writeFile(path.join(folder, 'f'), text);
  const source = (url: string) => `tool::${client}+${url}`;
  await write('one');
  switch (client) {
    case 'hg': {
      const commit = async (text: string) => {
        await write(text);
        run('hg', 'commit', '--addremove', '--user', 'me', '--message', text);
      };
      run('hg', 'init');
      await commit('one');
      const first = run('hg', 'log', '--rev', '0', '--template', '{node}');
      run('hg', 'tag', '--user', 'me', 'v1');
      run('hg', 'branch', 'side');
      await commit('three');
      run('hg', 'update', 'default');
      await commit('two');
      const revisions = { tag: 'one', branch: 'three', revision: 'one' };
      const values = { tag: 'v1', branch: 'side', revision: first };
      return { source: source(pathToFileURL(folder).href), revisions: named(revisions, values), commit };
    }
    case 'svn': {
      const store = path.join(workspace.root, 'remote/store');
      const url = pathToFileURL(store).href;
      const commit = async (text: string) => {
        await write(text);
        run('svn', 'commit', '--quiet', '--message', text);
      };
      run('svnadmin', 'create', store);
      run('svn', 'checkout', '--quiet', url, '.');
      run('svn', 'add', '--quiet', 'f');
      await commit('one');
      await commit('two');
      return { source: source(url), revisions: { 'revision=1': 'one', 'revision=HEAD': 'two' }, commit };
    }
    case 'bzr': {
      const commit = async (text: string) => {
        await write(text);
        run('bzr', 'commit', '--quiet', '--message', text);
      };
      run('bzr', 'init', '--quiet');
      run('bzr', 'whoami', '--branch', 'me <me@example.org>');
      run('bzr', 'add', '--quiet');
      await commit('one');
      run('bzr', 'tag', '--quiet', 'v1');
      await commit('two');
      const revisions = { 'revision=1': 'one', 'revision=tag:v1': 'one', 'revision=last:1': 'two' };
      return { source: source(pathToFileURL(folder).href), revisions, commit };
    }
    case 'fossil': {
      const store = path.join(workspace.root, 'remote/store.fossil');
      const commit = async (text: string, ...more: string[]) => {
        await write(text);
        run('fossil', 'commit', '--no-warnings', '--hash', '-m', text, ...more);
      };
      run('fossil', 'init', store);
      run('fossil', 'open', store, '--force');
      run('fossil', 'add', 'f');
      await commit('one', '--tag', 'v1');
      const first = /^checkout:\s+(\S+)/m.exec(run('fossil', 'info'))?.[1] ?? '';
      await commit('three', '--branch', 'side');
      run('fossil', 'update', 'trunk');
      await commit('two');
      const revisions = { tag: 'one', branch: 'three', commit: 'one' };
      const values = { tag: 'v1', branch: 'side', commit: first };
      return { source: source(pathToFileURL(store).href), revisions: named(revisions, values), commit };
    }
    default:
      return client satisfies never;
  }
}

function named<K extends string>(
  texts: Record<K, string>,
  values: Record<K, string>,
): Record<string, string> {
  return Object.fromEntries(Object.keys(texts).map((key) => [`${key}=${values[key as K]}`, texts[key as K]]));
}
