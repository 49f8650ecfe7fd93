import type { Source } from '@rbee/pkgbuild-parser';
import type { Fetcher } from './fetcher.js';
import { fetchFileUrl } from './file-url.js';
import { fetchFtp } from './ftp.js';
import { fetchGit } from './git.js';
import { fetchHttp } from './http.js';
import { fetchLocal } from './local.js';
import type { SupportedProtocol } from './supported-protocols.js';
import { fetchVersionControl } from './version-control.js';

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
