import { identify, newFamilyMark, startProcess } from '@rbee-internal/system/process';
import { type FamilyRecord, markEntry } from '../family.js';
import type { SegmentSizes } from './segments.js';

export interface RelayInit {
  /** Where the segments are. */
  readonly folder: string;
  readonly stream: 'stdout' | 'stderr';
  /** The number of the first segment. */
  readonly first: number;
  readonly sizes: SegmentSizes;
}

/**
 * Copies its standard input into numbered files, of which it keeps two, until the input ends. It is a shell with dd(1) and nothing
 * else: one for each stream of each worker has to be small, and has to go on when the daemon ends.
 */
const SCRIPT = `
umask 077
stream=$1 number=$2 block=$3 reads=$4 limit=$5
: >"$stream-$number" || exit
while :; do
  # Where the disk takes no more, it is read all the same: the worker must not notice.
  report=$(dd bs="$block" count="$reads" 2>&1 >>"$stream-$number") ||
    report=$(dd bs="$block" count="$reads" 2>&1 >/dev/null)
  case $report in "0+0 records in"*) exit ;; esac
  size=$(wc -c <"$stream-$number") || size=0
  if [ "$size" -ge "$limit" ]; then
    rm -f "$stream-$((number - 1))"
    number=$((number + 1))
    : >"$stream-$number" || exit
  fi
done 2>/dev/null
`;

/** Starts what takes a worker's output; it ends when no one can write into it any more. Answers how to find it again. */
export async function startRelay(readEnd: number, init: RelayInit): Promise<FamilyRecord> {
  const { folder, stream, first, sizes } = init;
  const mark = newFamilyMark();
  const numbers = [first, sizes.blockBytes, sizes.readsAtOnce, sizes.limitBytes].map(String);
  const started = startProcess('/bin/sh', ['-c', SCRIPT, 'rbee-output', stream, ...numbers], {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', ...markEntry(mark) },
    stdio: [readEnd, 'ignore', 'ignore'],
  });
  started.unref();
  const identity = started.pid === undefined ? undefined : await identify(started.pid);
  return { identity, mark };
}
