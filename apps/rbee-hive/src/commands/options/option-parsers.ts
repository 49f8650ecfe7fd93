import { InvalidArgumentError } from 'commander';
import { licenseOriginOf } from '../../catalog/license-origin.js';
import { type Mirror, parseMirror } from '../../catalog/mirror.js';

export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 1 to 65535.');
}

/** As `parsePort`; 0 is any free port. */
export function parsePortOrFree(text: string): number {
  return text === '0' ? 0 : parsePort(text);
}

export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0 && seconds <= 3_600) return seconds;
  throw new InvalidArgumentError('Give a number of seconds, at most 3600.');
}

export function parseHttpUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Give an http or https URL.');
}

/** An origin that a token could be sent to. */
export function parseOrigin(text: string): string {
  const origin = licenseOriginOf(text);
  if (origin !== undefined) return origin;
  throw new InvalidArgumentError('Give an origin such as https://downloads.example.org, without a path.');
}

/** As `parseOrigin`, of an option that may be given several times. */
export function collectOrigins(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, parseOrigin(text)];
}

export function parseCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a number, at least 1.');
}

/** A size in bytes: `8GiB`, `500MB`, `4096`. */
export function parseBytes(text: string): number {
  const [, number, unit = ''] = /^(\d{1,15}(?:\.\d{1,6})?)\s*([KMGT]?i?B?)$/i.exec(text.trim()) ?? [];
  const power = 'KMGT'.indexOf(unit.charAt(0).toUpperCase() || 'none') + 1;
  const bytes = Math.floor(Number(number) * (/^[KMGT]B$/i.test(unit) ? 1_000 : 1_024) ** power);
  if (number !== undefined && Number.isSafeInteger(bytes) && bytes >= 1) return bytes;
  throw new InvalidArgumentError('Give a size such as 8GiB, 500MB or a number of bytes.');
}

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** A time in seconds: `30`, `30s`, `5m`, `1h`. */
export function parseDuration(text: string): number {
  const [, number, unit = 's'] = /^(\d{1,9}(?:\.\d{1,3})?)\s*([smhd])?$/i.exec(text.trim()) ?? [];
  const seconds = Number(number) * (SECONDS_PER_UNIT[unit.toLowerCase()] ?? Number.NaN);
  if (Number.isFinite(seconds)) return seconds;
  throw new InvalidArgumentError('Give a time such as 30s, 5m or 1h.');
}

/** `NAME=VALUE`, of an option that may be given several times. */
export function collectVariables(
  text: string,
  earlier: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name, value] = /^([A-Za-z_]\w{0,127})=([\s\S]*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return { ...earlier, [name]: value };
  throw new InvalidArgumentError('Give a variable as NAME=VALUE.');
}

/** Of an option that may be given several times. */
export function collect(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}

/** Mirrors, of an option that may be given several times; of one prefix, the first given is asked first. */
export function collectMirrors(text: string, earlier: readonly Mirror[] = []): readonly Mirror[] {
  const mirror = parseMirror(text);
  if (typeof mirror === 'string') throw new InvalidArgumentError(mirror);
  const same = earlier.find(({ prefix }) => prefix === mirror.prefix);
  if (same === undefined) return [...earlier, mirror];
  const both = { prefix: same.prefix, replacements: [...same.replacements, ...mirror.replacements] };
  return earlier.map((each) => (each === same ? both : each));
}
