import type { Source } from '@rbee/pkgbuild-parser';
import type { Fetcher } from './fetchers/fetcher.js';
import { fetchFileUrl } from './fetchers/file-url.js';
import { fetchFtp } from './fetchers/ftp.js';
import { fetchGit } from './fetchers/git.js';
import { fetchHttp } from './fetchers/http.js';
import { fetchLocal } from './fetchers/local.js';
import { fetchVersionControl } from './fetchers/version-control.js';
import type { SupportedProtocol } from './supported-protocols.js';

const FETCHERS: Readonly<Record<SupportedProtocol, Fetcher>> = {
  local: fetchLocal,
  file: fetchFileUrl,
  ftp: fetchFtp,
  http: fetchHttp,
  https: fetchHttp,
  git: fetchGit,
  hg: fetchVersionControl,
  svn: fetchVersionControl,
  bzr: fetchVersionControl,
  fossil: fetchVersionControl,
};

/** The fetcher of a source whose protocol was checked. */
export function pickFetcher(source: Source): Fetcher {
  return FETCHERS[source.protocol as SupportedProtocol];
}
