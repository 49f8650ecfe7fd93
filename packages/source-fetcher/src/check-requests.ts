import type { Source } from '@rbee/pkgbuild-parser';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from './errors.js';
import { parseFileUrl } from './fetchers/file-url.js';
import { parseFtpUrl } from './fetchers/ftp.js';
import { isSupportedProtocol, supportedProtocols } from './fetchers/supported-protocols.js';
import { checkVersionControl } from './fetchers/version-control.js';
import { parseGitTarget } from './git/git-target.js';
import { gitTransport } from './git/remote.js';
import { parseHttpUrl } from './http/http-url.js';
import { assertWellFormedChecksums, wantedAlgorithms } from './integrity/integrity.js';
import { assertPlainName, placedName } from './source-name.js';
import type { SourceRequest } from './types.js';

/**
 * Refuses everything that can be refused without a request.
 * @throws SourceFetchError
 */
export function checkRequests(requests: readonly SourceRequest[]): void {
  const names = new Set<string>();
  for (const request of requests) {
    const { source } = request;
    const name = placedName(source);
    assertPlainName(name);
    if (names.has(name)) throw duplicateError(name);
    names.add(name);
    checkProtocol(request);
    assertWellFormedChecksums(request);
  }
}

function checkProtocol(request: SourceRequest): void {
  const { source } = request;
  if (!isSupportedProtocol(source.protocol)) throw unsupportedError(source, source.protocol);
  switch (source.protocol) {
    case 'local':
      return;
    case 'file':
      parseFileUrl(source.url);
      return;
    case 'ftp':
      parseFtpUrl(source.url);
      return;
    case 'http':
    case 'https':
      parseHttpUrl(source.url);
      return;
    case 'git':
      checkGit(request);
      return;
    case 'hg':
    case 'svn':
    case 'bzr':
    case 'fossil':
      checkVersionControl(request);
      assertUnpinned(request);
      return;
    default:
      source.protocol satisfies never;
  }
}

function checkGit({ source, checksums }: SourceRequest): void {
  gitTransport(source);
  const { type } = parseGitTarget(source);
  if (source.query !== undefined && source.query !== 'signed') throw queryError(source);
  if (type !== 'tag' && type !== 'commit') assertUnpinned({ source, checksums });
}

/** A checksum of what may change from day to day proves nothing; makepkg fails on it too. */
function assertUnpinned({ source, checksums }: SourceRequest): void {
  if (wantedAlgorithms(checksums).length === 0) return;
  throw new SourceFetchError({
    code: 'CHECKSUM_UNSUPPORTED',
    message: `The ${source.protocol} source '${showForeign(source.name)}' has a checksum, which can be checked only of git sources that name a tag or commit.`,
    hint: "Say SKIP, or pin a git source with '#tag=' or '#commit='.",
  });
}

function queryError({ name, query = '' }: Source): SourceFetchError {
  return new SourceFetchError({
    code: 'INVALID_SOURCE',
    message: `The git source '${showForeign(name)}' has the query '${showForeign(query)}', but only 'signed' is known.`,
  });
}

function unsupportedError({ name, url, remote }: Source, protocol: string): SourceFetchError {
  return new SourceFetchError({
    code: 'UNSUPPORTED_PROTOCOL',
    message: `The source '${showForeign(name)}' needs ${showForeign(protocol) || 'an empty protocol'}, but only ${supportedProtocols.join(', ')} are supported: '${redactUrl(url)}'.`,
    hint: protocolHint(remote),
  });
}

function protocolHint(remote: string): string {
  if (remote.startsWith('git://') || remote.startsWith('ssh://')) return "Use 'git+https://' instead.";
  return 'Offer the source over https.';
}

function duplicateError(name: string): SourceFetchError {
  return new SourceFetchError({
    code: 'INVALID_SOURCE',
    message: `Two sources have the name '${showForeign(name)}'.`,
    hint: "Give one of them another name: 'name::url'.",
  });
}
