import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import type { FetchContext } from '../../fetchers/fetcher.js';
import { proxyEnvironment } from '../../programs/proxy-environment.js';

/**
 * What git runs with: the environment that was passed, no configuration of the user or the system, nothing
 * that asks a person, and only the transports that sources may have.
 */
export async function systemGitEnvironment(
  context: FetchContext,
  { gitDir, url }: { readonly gitDir: string; readonly url: string | undefined },
): Promise<Record<string, string | undefined>> {
  const { proxy, env } = context;
  return {
    ...env,
    ...proxyEnvironment(proxy),
    ...(await certificates(context)),
    ...configuration(context, url),
    GIT_DIR: gitDir,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    GIT_ALLOW_PROTOCOL: 'http:https:ssh:file',
    GIT_SSH_COMMAND: env.GIT_SSH_COMMAND ?? 'ssh -o BatchMode=yes',
    GIT_OPTIONAL_LOCKS: '0',
    LC_ALL: 'C',
  };
}

async function certificates({
  extraCertificates,
  stagingDir,
}: FetchContext): Promise<Record<string, string>> {
  if (extraCertificates === undefined) return {};
  const file = path.join(stagingDir, 'certificates.pem');
  await writeFile(file, [...rootCertificates, extraCertificates].join('\n'));
  return { GIT_SSL_CAINFO: file };
}

/** Passed in the environment: every user can read what is in the arguments. */
function configuration(context: FetchContext, url: string | undefined): Record<string, string> {
  const settings: [string, string][] = [
    ['core.hooksPath', '/dev/null'],
    ['core.fsmonitor', 'false'],
    ['core.abbrev', 'no'],
    ['core.symlinks', 'true'],
    ['core.protectHFS', 'true'],
    ['core.protectNTFS', 'true'],
    ['fetch.unpackLimit', '1'],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
    ['safe.directory', '*'],
    ['http.lowSpeedLimit', '1'],
    ['http.lowSpeedTime', String(Math.ceil(context.limits.stallMilliseconds / 1000))],
    ['submodule.recurse', 'false'],
    ...signIns(context, url),
  ];
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { ...Object.fromEntries(numbered), GIT_CONFIG_COUNT: String(settings.length) };
}

/** With credentials, no redirect is followed: no other server may see them. */
function signIns({ network }: FetchContext, url: string | undefined): [string, string][] {
  const headers = url !== undefined && URL.canParse(url) ? network.authorize(new URL(url)) : {};
  if (url === undefined || headers.authorization === undefined) return [['http.followRedirects', 'initial']];
  return [
    ['http.followRedirects', 'false'],
    [`http.${new URL(url).origin}.extraHeader`, `Authorization: ${headers.authorization}`],
  ];
}
