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
size=0
while :; do
  if dd bs="$block" count="$reads" >>"$stream-$number"; then
    before=$size
    size=$(wc -c <"$stream-$number") || size=0
    [ "$size" -eq "$before" ] && exit
  else
    # The disk takes no more, which the worker must not notice.
    [ "$(dd bs="$block" count="$reads" | wc -c)" -eq 0 ] && exit
  fi
  if [ "$size" -ge "$limit" ]; then
    rm -f "$stream-$((number - 1))"
    number=$((number + 1)) size=0
    : >"$stream-$number"
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
