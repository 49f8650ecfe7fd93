import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { parseSource } from '@rbee/pkgbuild-parser';

/**
 * Fetches with the built package, which starts several times faster than its source: `root`, `entries`,
 * `folders`, `git`, and before which step this process is to die (-1 for none), as JSON.
 */
const init = JSON.parse(process.argv[2] ?? '');

/** A step is a change of a file: what is done, to which kind of path. Each is counted once. */
const seen = new Set();

function step(name, args) {
  const kinds = args
    .slice(0, 2)
    .filter((arg) => typeof arg === 'string' && arg.startsWith(init.root))
    .map((file) => file.slice(init.root.length).replace(/[0-9a-f]{8,}|\b\d+-\d+-|\d+/g, '*'));
  const label = labelOf(name, kinds);
  if (kinds.length === 0 || seen.has(label)) return;
  if (seen.size === init.killBefore) process.kill(process.pid, 'SIGKILL');
  seen.add(label);
  fs.writeSync(1, `${label}\n`);
}

/** How far the removal of a folder that is out of sight has come makes no difference: it is one step. */
function labelOf(name, kinds) {
  const isHidden = /^\/src\/\.fetching-[^/]*\/[^/]*\/./.test(kinds[0] ?? '');
  return isHidden && /^(?:unlink|rmdir)$/.test(name)
    ? 'remove below /src/.fetching-*'
    : `${name} ${kinds.join(' ')}`;
}

const CHANGES = ['copyFile', 'link', 'rename', 'rm', 'rmdir', 'symlink', 'unlink', 'utimes', 'writeFile'];

function watch(functions, names) {
  for (const name of names) {
    const original = functions[name];
    functions[name] = (...args) => {
      step(name, args);
      return original(...args);
    };
  }
}

watch(fs.promises, CHANGES);
watch(fs, ['openSync', 'symlinkSync', 'linkSync']);
const open = fs.promises.open;
fs.promises.open = (file, flags = 'r', mode) => {
  if (flags !== 'r') step('open', [file]);
  return open(file, flags, mode);
};
syncBuiltinESMExports();

const { fetchSources } = await import('@rbee/source-fetcher');
const requests = init.entries.map((entry) => ({
  source: parseSource(entry),
  checksums: { sha256: 'SKIP' },
}));
await fetchSources(requests, { ...init.folders, git: init.git, env: { PATH: process.env.PATH } });
