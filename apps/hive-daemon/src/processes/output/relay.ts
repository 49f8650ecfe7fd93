import { closeSync } from 'node:fs';
import { identify, newFamilyMark, startProcess } from '@rbee-internal/system/process';
import { type FamilyRecord, markEntry } from '../family.js';
import { openPipe } from './pipe.js';
import type { SegmentSizes } from './segments.js';

export interface RelayInit {
  /** Where the segments are. */
  readonly folder: string;
  readonly stream: 'stdout' | 'stderr';
  /** The number of the first segment. */
  readonly first: number;
  readonly sizes: SegmentSizes;
}

/** A process between a worker and the disk. */
export interface Relay {
  /** Where the worker is to write; the caller closes it once the worker has it. */
  readonly writeEnd: number;
  readonly family: FamilyRecord;
}

/**
 * Copies its standard input into numbered files, of which it keeps two, until the input ends. It is a shell with dd(1) and nothing
 * else: one for each stream of each worker has to be small, and has to go on when the daemon ends.
 */
const SCRIPT = `
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

/** Starts what takes a worker's output. It ends when nobody can write into it any more. */
export async function startRelay({ folder, stream, first, sizes }: RelayInit): Promise<Relay> {
  const { readEnd, writeEnd } = await openPipe(folder, stream);
  const mark = newFamilyMark();
  const { blockBytes, readsAtOnce, limitBytes } = sizes;
  const numbers = [first, blockBytes, readsAtOnce, limitBytes].map(String);
  try {
    const started = startProcess('/bin/sh', ['-c', SCRIPT, 'rbee-output', stream, ...numbers], {
      cwd: folder,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', ...markEntry(mark) },
      stdio: [readEnd, 'ignore', 'ignore'],
    });
    const identity = started.pid === undefined ? undefined : await identify(started.pid);
    started.unref();
    return { writeEnd, family: { identity, mark } };
  } catch (error) {
    closeSync(writeEnd);
    throw error;
  } finally {
    closeSync(readEnd);
  }
}
