import { InvalidArgumentError } from 'commander';

export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 1 to 65535.');
}

/** As `parsePort`; 0 stands for any that is free. */
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

/** The origin of an https URL, or of an http one of this machine, that names nothing more than an origin. */
export function parseOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPrivate = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (url !== undefined && isPrivate && url.href === `${url.origin}/`) return url.origin;
  throw new InvalidArgumentError('Give an origin such as https://downloads.example.org, without a path.');
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** As `parseOrigin`, of an option that may be given several times. */
export function collectOrigins(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, parseOrigin(text)];
}

export function parseCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a number, at least 1.');
}

/** Of an option that may be given several times. */
export function collect(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}
