import { open, realpath } from 'node:fs/promises';
import { messageOf } from '@rbee-internal/coded-error';
import { readRegularFile } from '@rbee-internal/system/files';
import { readProxies } from '@rbee-internal/system/transport';
import type { DaemonAddress } from '../daemon/client/daemon-address.js';
import { CommandFailure } from '../errors.js';
import type { Secrets } from '../take-secrets.js';
import type { HiveFlags } from './hive-flags.js';

/** The longest token and certificates that are read, in bytes. */
const MAX_TOKEN_BYTES = 4_096;
const MAX_CERTIFICATE_BYTES = 1024 * 1024;
/** Permissions of anybody but the owner. */
const OTHERS = 0o077;

export interface HiveAddressInit {
  readonly flags: HiveFlags & { readonly hive: string };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly secrets: Secrets;
}

/**
 * Where the hive of another machine is, with its token. The token goes over https, or to this machine's own loopback
 * address, where a tunnel may begin; elsewhere only when that was allowed.
 *
 * @throws CommandFailure `HIVE_INVALID`, `TOKEN_INVALID`
 */
export async function readHiveAddress({ flags, env, secrets }: HiveAddressInit): Promise<DaemonAddress> {
  const url = readUrl(flags.hive, flags.hiveAllowHttp === true);
  const [token, extraCertificates] = await Promise.all([
    flags.hiveTokenFile ? readToken(flags.hiveTokenFile) : secrets.hiveToken,
    flags.hiveCaFile ? readCertificates(flags.hiveCaFile) : undefined,
  ]);
  if (token === undefined) throw noToken(url);
  const proxy = isLoopback(new URL(url)) ? undefined : readProxies(env);
  return { url, token, reach: { proxy, extraCertificates } };
}

function readUrl(text: string, allowsHttp: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw invalid(
      `${JSON.stringify(text)} is not an http or https URL`,
      'Give one such as https://hive.example.org.',
    );
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw invalid(
      `${url.origin} is given with more than an address and a path`,
      'Give the token by --hive-token-file, not in the URL.',
    );
  if (url.protocol === 'http:' && !isLoopback(url) && !allowsHttp)
    throw invalid(
      `${url.origin} is not encrypted, and others could read the token on its way`,
      'Use https, a tunnel to a port of this machine, or --hive-allow-http in a network that you trust.',
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

async function readToken(file: string): Promise<string> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw tokenInvalid(file, messageOf(error));
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw tokenInvalid(file, 'it is not a file');
    if (process.platform !== 'win32' && (stats.mode & OTHERS) !== 0)
      throw tokenInvalid(file, 'others can read or write it', `chmod 600 ${file}`);
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(MAX_TOKEN_BYTES + 1),
      0,
      MAX_TOKEN_BYTES + 1,
      0,
    );
    const token = buffer.toString('latin1', 0, bytesRead).trim();
    if (/^[\x21-\x7e]{16,}$/.test(token) && token.length <= MAX_TOKEN_BYTES) return token;
    throw tokenInvalid(file, 'it does not hold a token');
  } finally {
    await handle.close();
  }
}

async function readCertificates(file: string): Promise<string> {
  const path = await realpath(file).catch(() => file);
  const text = await readRegularFile(path, { maxBytes: MAX_CERTIFICATE_BYTES }).catch((error: unknown) => {
    throw invalid(`the certificates in ${file} cannot be read: ${messageOf(error)}`, undefined, error);
  });
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text.toString('latin1');
  throw invalid(`${file} has no certificate in PEM`, 'Such a file begins with -----BEGIN CERTIFICATE-----.');
}

function invalid(problem: string, hint?: string, cause?: unknown): CommandFailure {
  const message = `The hive that was named cannot be used: ${problem}.`;
  return new CommandFailure({ code: 'HIVE_INVALID', message, hint, cause });
}

function tokenInvalid(file: string, problem: string, hint?: string): CommandFailure {
  return new CommandFailure({
    code: 'TOKEN_INVALID',
    message: `The token file ${file} cannot be used: ${problem}.`,
    hint:
      hint ??
      'It has the token that the hive was started with, which is in the file "token" of its state folder.',
  });
}

function noToken(url: string): CommandFailure {
  return new CommandFailure({
    code: 'TOKEN_INVALID',
    message: `There is no token for the hive at ${url}.`,
    hint: 'Name a file of mode 0600 that has it by --hive-token-file, or set RBEE_HIVE_TOKEN. On its machine it is in ~/.local/state/rbee/hive/token.',
  });
}
