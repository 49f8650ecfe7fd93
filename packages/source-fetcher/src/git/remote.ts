import type { Source } from '@rbee/pkgbuild-parser';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import { parseHttpUrl } from '../http/http-url.js';

/** How a repository is reached. */
export type GitTransport = 'http' | 'ssh' | 'file';

/**
 * The transport of a git source whose address may be used.
 * @throws SourceFetchError `INVALID_SOURCE`, `UNSUPPORTED_PROTOCOL`
 */
export function gitTransport({ name, remote }: Pick<Source, 'name' | 'remote'>): GitTransport {
  const scheme = /^([^:/]*):\/\//.exec(remote)?.[1];
  if (scheme === 'http' || scheme === 'https') {
    parseHttpUrl(remote);
    return 'http';
  }
  if (scheme === 'ssh') {
    assertSshUrl(remote);
    return 'ssh';
  }
  if (scheme === 'file' || (scheme === undefined && remote.startsWith('/'))) {
    assertPath(remote);
    return 'file';
  }
  throw new SourceFetchError({
    code: 'UNSUPPORTED_PROTOCOL',
    message: `The source '${showForeign(name)}' needs git over ${showForeign(scheme ?? 'a relative path')}, but only git over http, https, ssh, file and absolute paths is supported: '${redactUrl(remote)}'.`,
    hint: "Use 'git+https://' instead.",
  });
}

/**
 * The transport of a source's repository at the addresses that are asked: http only where all of them have it.
 * @throws as `gitTransport`
 */
export function transportOf(
  { name, remote }: Pick<Source, 'name' | 'remote'>,
  addresses: readonly string[],
): GitTransport {
  const transports = [remote, ...addresses].map((address) => gitTransport({ name, remote: address }));
  return transports.slice(1).find((transport) => transport !== 'http') ?? transports.at(-1) ?? 'http';
}

/** Two addresses of one repository: makepkg does not tell them apart by a final `.git` either. */
export function normalRemote(remote: string): string {
  return remote.replace(/\/+$/, '').replace(/\.git$/, '');
}

function assertSshUrl(remote: string): void {
  if (!URL.canParse(remote)) throw invalid(remote, 'is not a URL');
  const { hostname, username, password } = new URL(remote);
  if (password !== '') throw invalid(remote, 'carries a password');
  // A host or user that begins with a dash would be an option of ssh.
  if (hostname === '' || hostname.startsWith('-') || username.startsWith('-'))
    throw invalid(remote, 'has no usable host');
  assertPath(remote);
}

function assertPath(remote: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(remote)) throw invalid(remote, 'has a control character');
}

function invalid(remote: string, why: string): SourceFetchError {
  return new SourceFetchError({
    code: 'INVALID_SOURCE',
    message: `The address '${redactUrl(remote)}' ${why}.`,
  });
}
