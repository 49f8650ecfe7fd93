import path from 'node:path';
import type { LauncherPlan } from './launcher.js';
import { shellQuote } from './shell-quote.js';

/** Where the system is found inside of the mounts. */
const SYSTEM = '/.system';

/**
 * The text of a launcher: a POSIX shell script that finds its own folder, also through links, and becomes the program.
 *
 * @param program the path of the program in the tree
 */
export function launcherScript(program: string, plan: LauncherPlan): string {
  return [
    '#!/bin/sh',
    `# Starts ${path.posix.basename(program).replace(/[^\w.+-]/g, '_')} from the folder that this file is in.`,
    ...FIND_FOLDER,
    ...variable('LD_LIBRARY_PATH', plan.libraryFolders),
    ...variable('PYTHONPATH', plan.moduleFolders),
    ...(plan.kind === 'mounts'
      ? mounted(program, plan.mounts)
      : [`exec "$here"/${shellQuote(program)} "$@"`]),
    '',
  ].join('\n');
}

const FIND_FOLDER = [
  'self=$0',
  'while [ -L "$self" ]; do',
  '  link=$(readlink -- "$self") || exit 127',
  '  case $link in',
  '    /*) self=$link ;;',
  '    *) self=$(dirname -- "$self")/$link ;;',
  '  esac',
  'done',
  'here=$(CDPATH= cd -- "$(dirname -- "$self")" && pwd -P) || exit 127',
];

function variable(name: string, folders: readonly string[]): readonly string[] {
  if (folders.length === 0) return [];
  const value = folders.map((folder) => `"$here"/${shellQuote(folder)}`).join(':');
  return [`${name}=${value}"\${${name}:+:$${name}}"`, `export ${name}`];
}

/**
 * A root of its own: the system's, but each folder above a mount is rebuilt, of links to what the system has in it.
 * Arguments are put before the program's, the last ones first.
 */
function mounted(program: string, mounts: readonly string[]): readonly string[] {
  const folders = [...new Set(mounts.flatMap(foldersAbove))].sort((a, b) => b.length - a.length);
  const own = new Set([...mounts, ...folders]);
  return [
    'if ! command -v bwrap >/dev/null 2>&1; then',
    '  echo "$0: bubblewrap (bwrap) is needed to start this program and is not installed" >&2',
    '  exit 127',
    'fi',
    ...CHOOSE_NAMESPACES,
    `set -- $namespaces --die-with-parent --chdir "$PWD" -- ${startOf(program, mounts)} "$@"`,
    ...mounts.map((mount) => `set -- --ro-bind "$here"/${shellQuote(mount)} ${shellQuote(`/${mount}`)} "$@"`),
    ...folders.flatMap((folder) => rebuild(folder, own)),
    ...rebuildTop(own),
    `set -- --tmpfs / --dev-bind / ${SYSTEM} "$@"`,
    ...RUN_BUBBLEWRAP,
  ];
}

/** The variable by which a proof says that the program is to make no user namespace of its own, as in any confined run. */
export const CONFINED_VARIABLE = 'RBEE_LAUNCHER_CONFINED';

/** In a user namespace of its own much more of the kernel is in a program's reach; an older bubblewrap cannot forbid it. */
const CHOOSE_NAMESPACES = [
  'namespaces=--unshare-user-try',
  `if [ "$${CONFINED_VARIABLE}" = 1 ] && bwrap --unshare-user --disable-userns --dev-bind / / -- true 2>/dev/null; then`,
  "  namespaces='--unshare-user --disable-userns'",
  'fi',
  `unset ${CONFINED_VARIABLE}`,
];

/**
 * bubblewrap does not pass signals on, and the program dies with it: so it is kept out of reach of signals to this process or
 * its group, in a session of its own, and they are passed to the program alone. What a shell starts beside
 * itself ignores SIGINT, so it gets SIGTERM for it. At a terminal the program gets signals from there.
 */
const RUN_BUBBLEWRAP = [
  'if [ -t 0 ] || ! command -v setsid >/dev/null 2>&1; then exec bwrap "$@"; fi',
  'setsid bwrap "$@" <&0 &',
  'bwrap=$!',
  'pass() {',
  '  worker=$(cat "/proc/$bwrap/task/$bwrap/children" 2>/dev/null)',
  '  [ -n "$worker" ] || worker=$bwrap',
  '  kill -s "$1" $worker 2>/dev/null',
  '}',
  "trap 'pass TERM' TERM INT",
  ...['HUP', 'QUIT', 'USR1', 'USR2'].map((name) => `trap 'pass ${name}' ${name}`),
  'while :; do',
  '  wait "$bwrap"',
  '  status=$?',
  '  kill -0 "$bwrap" 2>/dev/null || exit "$status"',
  'done',
];

/** What is mounted is started at its mounted place: it may look at its own path. */
function startOf(program: string, mounts: readonly string[]): string {
  const isMounted = mounts.some((mount) => program === mount || program.startsWith(`${mount}/`));
  return isMounted ? shellQuote(`/${program}`) : `"$here"/${shellQuote(program)}`;
}

function foldersAbove(mount: string): string[] {
  const parts = mount.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Skips the entries that other lines make, what a pattern did not match, and names that cannot be quoted. */
function skipped(folder: string, own: ReadonlySet<string>): string {
  const prefix = folder === '' ? '' : `${folder}/`;
  const names = [...own].filter(
    (name) => name.startsWith(prefix) && name !== folder && !name.slice(prefix.length).includes('/'),
  );
  const patterns = [...names.map((name) => shellQuote(`/${name}`)), "*/'*'", "*/'.[!.]*'", "*\\'*"];
  return `  case $entry in ${patterns.join(' | ')}) continue ;; esac`;
}

function rebuild(folder: string, own: ReadonlySet<string>): readonly string[] {
  const at = shellQuote(`/${folder}`);
  const link = `  printf " --symlink '${SYSTEM}%s' '%s'" "$entry" "$entry"`;
  return [...before(at, [skipped(folder, own), link]), `set -- --dir ${at} "$@"`];
}

/** At the top the system's own links stay, and folders are bound: programs look at `/proc` and `/dev` closely. */
function rebuildTop(own: ReadonlySet<string>): readonly string[] {
  return before('', [
    skipped('', own),
    `  if [ -L "$entry" ]; then printf " --symlink '%s' '%s'" "$(readlink -- "$entry")" "$entry"`,
    `  else printf " --dev-bind-try '%s' '%s'" "$entry" "$entry"; fi`,
  ]);
}

/** Puts what is printed for each entry of a folder before the arguments. */
function before(at: string, body: readonly string[]): readonly string[] {
  return [`list=$(for entry in ${at}/* ${at}/.[!.]*; do`, ...body, 'done)', 'eval "set -- $list \\"\\$@\\""'];
}
