import type { PlanAnswer } from 'rbee-hive-daemon/api';
import { formatDuration, formatMemory } from '../format.js';

/**
 * What a build took here the last time, else what it took elsewhere, for people: time and memory. `undefined` where
 * neither is known.
 */
export function buildFiguresText({
  lastBuild,
  buildSeen,
}: Pick<PlanAnswer, 'lastBuild' | 'buildSeen'>): string | undefined {
  if (lastBuild !== undefined) {
    const { version, milliseconds, peakMemoryBytes } = lastBuild;
    return `${figures(milliseconds, peakMemoryBytes)}, version ${version} on this machine`;
  }
  if (buildSeen === undefined) return undefined;
  const { seconds, memory, by, note } = buildSeen;
  const who = by === 'ci' ? 'by the tests' : 'by hand';
  return `${figures(seconds * 1_000, memory)} elsewhere: tried ${who}${note === undefined ? '' : `, ${note}`}`;
}

function figures(milliseconds: number, bytes: number | undefined): string {
  const memory = bytes === undefined ? '' : ` and ${formatMemory(bytes)} of memory`;
  return `${formatDuration(milliseconds)}${memory}`;
}
