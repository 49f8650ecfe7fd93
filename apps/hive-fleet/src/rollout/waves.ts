import type { RolloutSettings } from '../file/fleet-file.js';

/** The hives that change, wave by wave: the canary, then so many at once. */
export function wavesOf(
  hives: readonly string[],
  { canary, wave }: Pick<RolloutSettings, 'canary' | 'wave'>,
): readonly (readonly string[])[] {
  const size = typeof wave === 'number' ? wave : Math.ceil((hives.length * Number.parseInt(wave, 10)) / 100);
  const waves = [hives.slice(0, canary)];
  for (let start = canary; start < hives.length; start += Math.max(1, size))
    waves.push(hives.slice(start, start + Math.max(1, size)));
  return waves.filter(({ length }) => length > 0);
}
