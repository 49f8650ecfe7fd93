import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import { FleetError } from '../errors.js';
import { ADMIN, HiveName } from '../protocol/names.js';
import { type KeyAndCertificate, makeCertificate } from './certificate.js';
import { type Credentials, readCredentials } from './credentials.js';
import { makeLoginKey } from './login-key.js';
import { serverConfig } from './server-config.js';

const MAX_BYTES = 16 * 1_024 ** 2;
const DAYS = 3_650;
const FILE = 'fleet.json';

const FleetRecord = z.object({
  format: z.literal(1),
  /** Where hives find the server: `tls://HOST:PORT`. */
  url: z.string().max(512),
  listen: z.string().max(512),
  /** The public login keys. */
  admin: z.string().max(128),
  hives: z
    .array(z.object({ name: HiveName, publicKey: z.string().max(128), addedAt: z.string() }))
    .readonly(),
});
type FleetRecord = Readonly<z.output<typeof FleetRecord>>;

export interface InitFleetOptions {
  /** By what names and addresses hives reach the server. @default only this machine, 127.0.0.1 */
  readonly hosts?: readonly string[] | undefined;
  /** @default 4222 */
  readonly port?: number | undefined;
}

/** The folder of who runs a fleet: its authority, its keys, the server's configuration. */
export interface FleetFolder {
  /** Absolute. */
  readonly folder: string;
  readonly url: string;
  /** In the order in which they were added. */
  readonly hives: readonly string[];
  readonly serverConfigFile: string;
}

const DEFAULT_PORT = 4_222;
const LOOPBACK = '127.0.0.1';

/**
 * Makes a fleet: an authority for certificates, the server's certificate and configuration, the credentials of the fleet's own
 * commands. Nothing is started.
 * @throws FleetError `FLEET_EXISTS`, `FLEET_NAME_INVALID`
 */
export async function initFleet(folder: string, options: InitFleetOptions = {}): Promise<FleetFolder> {
  const { hosts = [LOOPBACK], port = DEFAULT_PORT } = options;
  for (const host of hosts) requireHost(host);
  await requireEmpty(folder);
  const authority = makeCertificate({ name: 'rbee fleet', days: DAYS });
  await writePair(folder, 'ca', authority);
  const names = [...new Set([...hosts, LOOPBACK, 'localhost'])];
  await writePair(
    folder,
    'server',
    makeCertificate({ name: 'rbee fleet server', hosts: names, authority, days: DAYS }),
  );
  const { credentials, publicKey } = makeCredentials(ADMIN, authority);
  await writeJson(path.join(folder, 'admin.creds'), credentials);
  const isLocal = hosts.every((host) => host === LOOPBACK || host === 'localhost' || host === '::1');
  return save(folder, {
    format: 1,
    url: `tls://${bracketed(hosts[0] ?? LOOPBACK)}:${port}`,
    listen: `${isLocal ? LOOPBACK : '0.0.0.0'}:${port}`,
    admin: publicKey,
    hives: [],
  });
}

/** @throws FleetError `FLEET_FOLDER_INVALID` */
export async function openFleetFolder(folder: string): Promise<FleetFolder> {
  return described(folder, await load(folder));
}

/** The credentials of the fleet's own commands. @throws FleetError `CREDENTIALS_INVALID` */
export function adminCredentials({ folder }: FleetFolder): Promise<Credentials> {
  return readCredentials(path.join(folder, 'admin.creds'));
}

/** A hive that is to be added. */
export interface NewHive {
  readonly name: string;
  /** Where its credentials go. @default `NAME.creds` in the folder */
  readonly file?: string | undefined;
}

/**
 * Adds hives: makes their credentials, and lets them in when the server has read its configuration again.
 * @throws FleetError `HIVE_EXISTS`, `FLEET_NAME_INVALID`, `FLEET_FOLDER_INVALID`
 */
export async function addHives(folder: string, added: readonly NewHive[]): Promise<FleetFolder> {
  const record = await load(folder);
  const authority = await readAuthority(folder);
  const hives = [...record.hives];
  for (const { name, file = credentialsFile(folder, name) } of added) {
    requireNew(name, hives);
    const { credentials, publicKey } = makeCredentials(name, authority);
    await writeJson(file, credentials);
    hives.push({ name, publicKey, addedAt: new Date().toISOString() });
  }
  return save(folder, { ...record, hives });
}

/** Where a hive's credentials are, unless another place was named. */
export function credentialsFile(folder: string, name: string): string {
  return path.join(folder, `${name}.creds`);
}

function requireNew(name: string, hives: FleetRecord['hives']): void {
  if (!HiveName.safeParse(name).success) throw nameInvalid(`A hive cannot be called ${JSON.stringify(name)}`);
  if (!hives.some((hive) => hive.name === name)) return;
  throw new FleetError({
    code: 'HIVE_EXISTS',
    message: `A hive called ${name} is in the fleet.`,
    hint: `Choose another name; or take its credentials away first: rbee-hive fleet remove-hive ${name}.`,
  });
}

/** Takes a hive's credentials away: it is out when the server has read its configuration again. @throws FleetError `HIVE_UNKNOWN` */
export async function removeHive(folder: string, name: string): Promise<FleetFolder> {
  const record = await load(folder);
  const hives = record.hives.filter((hive) => hive.name !== name);
  if (hives.length === record.hives.length)
    throw unknownHive(
      name,
      record.hives.map((hive) => hive.name),
    );
  return save(folder, { ...record, hives });
}

export function unknownHive(name: string, known: readonly string[]): FleetError {
  return new FleetError({
    code: 'HIVE_UNKNOWN',
    message: `No hive called ${JSON.stringify(name)} is in the fleet.`,
    hint: known.length === 0 ? 'rbee-hive fleet add-hive NAME adds one.' : `There are: ${known.join(', ')}.`,
  });
}

function makeCredentials(name: string, authority: KeyAndCertificate) {
  const { seed, publicKey } = makeLoginKey();
  const { key, certificate } = makeCertificate({ name, authority, days: DAYS });
  const credentials: Credentials = {
    format: 1,
    name,
    seed,
    authority: authority.certificate,
    certificate,
    key,
  };
  return { credentials, publicKey };
}

async function requireEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length === 0) return;
  throw new FleetError({
    code: 'FLEET_EXISTS',
    message: `${folder} is not empty.`,
    hint: 'A fleet gets a folder of its own; name one that is empty, or that is not there.',
  });
}

async function readAuthority(folder: string): Promise<KeyAndCertificate> {
  const read = async (name: string) =>
    (await readRegularFile(path.join(folder, name), { maxBytes: MAX_BYTES })).toString('utf8');
  return { key: await read('ca.key'), certificate: await read('ca.crt') };
}

async function writePair(
  folder: string,
  name: string,
  { key, certificate }: KeyAndCertificate,
): Promise<void> {
  await replaceFile(path.join(folder, `${name}.key`), key);
  await replaceFile(path.join(folder, `${name}.crt`), certificate);
}

function writeJson(file: string, value: unknown): Promise<void> {
  return replaceFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

async function load(folder: string): Promise<FleetRecord> {
  try {
    const text = await readRegularFile(path.join(folder, FILE), { maxBytes: MAX_BYTES });
    return FleetRecord.parse(JSON.parse(text.toString('utf8')));
  } catch (cause) {
    const isMissing = isSystemError(cause, 'ENOENT');
    throw new FleetError({
      code: 'FLEET_FOLDER_INVALID',
      message: isMissing
        ? `${folder} has no fleet.`
        : `The fleet's file ${path.join(folder, FILE)} cannot be read.`,
      hint: isMissing
        ? 'Go to the folder of the fleet, or name it with --fleet FOLDER; rbee-hive fleet init FOLDER makes a new one.'
        : 'Restore it from a copy.',
      cause,
    });
  }
}

/** The configuration first: a hive that is in the record can be let in. */
async function save(folder: string, record: FleetRecord): Promise<FleetFolder> {
  const { listen, hives } = record;
  const config = serverConfig({ listen, hives, folder, admin: { name: ADMIN, publicKey: record.admin } });
  await replaceFile(path.join(folder, 'server.conf'), config);
  await writeJson(path.join(folder, FILE), record);
  return described(folder, record);
}

function described(folder: string, { url, hives }: FleetRecord): FleetFolder {
  const names = hives.map(({ name }) => name);
  return { folder, url, hives: names, serverConfigFile: path.join(folder, 'server.conf') };
}

function requireHost(host: string): void {
  if (/^[A-Za-z0-9.:-]{1,253}$/.test(host)) return;
  throw nameInvalid(`${JSON.stringify(host)} is not a host`);
}

function nameInvalid(message: string): FleetError {
  return new FleetError({
    code: 'FLEET_NAME_INVALID',
    message: `${message}.`,
    hint: 'Names of hives are small letters, digits and "-"; a host is a name or an address.',
  });
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
