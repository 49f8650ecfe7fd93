import { readFileSync, writeSync } from 'node:fs';
import { parseSource } from '@rbee/pkgbuild-parser';
import { fetchSources } from '@rbee/source-fetcher';

/** One run of the package as a process of its own: entry, checksums as JSON, git backend, and the three folders. */
const [entry = '', checksums = '{}', git = 'auto', startDir, srcDir, cacheDir] = process.argv.slice(2);
const env = { PATH: process.env.PATH };
const times = {};
const onEvent = ({ type }) => {
  times[type] = performance.now();
};
const request = { source: parseSource(entry), checksums: JSON.parse(checksums) };
await fetchSources([request], { startDir, srcDir, cacheDir, git, env, onEvent });
// The peak of this program alone: what getrusage(2) tells begins with the parent's.
const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
// From the last check to the end of placing and unpacking.
const unpacking = times['source-end'] - times['source-verified'];
writeSync(1, `${peak} ${unpacking}\n`);
