import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { isIP, isIPv4 } from 'node:net';
import { bits, boolean, der, integer, octets, oid, sequence, set, time, utf8 } from './der.js';

/** A key and its certificate, both as PEM text. */
export interface KeyAndCertificate {
  /** A secret. */
  readonly key: string;
  readonly certificate: string;
}

export interface CertificateInit {
  /** Whom it names. */
  readonly name: string;
  /** Of a server: by what names and addresses it is reached. */
  readonly hosts?: readonly string[] | undefined;
  /** Who signs it. @default it signs itself, and may sign others */
  readonly authority?: KeyAndCertificate | undefined;
  readonly days: number;
  readonly now?: Date | undefined;
}

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const SUBJECT_KEY = '2.5.29.14';
const KEY_USAGE = '2.5.29.15';
const ALTERNATIVE_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const AUTHORITY_KEY = '2.5.29.35';
const EXTENDED_USAGE = '2.5.29.37';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

const SERIAL_BYTES = 16;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1_000;
/** Clocks of a fleet's machines differ. */
const EARLIER_MILLISECONDS = 60 * 60 * 1_000;
/** In a key usage: digitalSignature; keyCertSign and cRLSign. */
const SIGNS_DATA = [0x80, 7] as const;
const SIGNS_CERTIFICATES = [0x06, 1] as const;

/**
 * Makes a key on the curve P-256 and an X.509 certificate of version 3 for it. Node reads certificates and makes none; what is
 * needed of RFC 5280 for a fleet's own authority is here.
 */
export function makeCertificate({
  name,
  hosts,
  authority,
  days,
  now = new Date(),
}: CertificateInit): KeyAndCertificate {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'der' });
  const signer = authority === undefined ? pair.privateKey : createPrivateKey(authority.key);
  const issuer = authority === undefined ? undefined : new X509Certificate(authority.certificate);
  const issuerKey = issuer?.publicKey.export({ type: 'spki', format: 'der' }) ?? publicKey;
  const algorithm = sequence(oid(ECDSA_WITH_SHA256));
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(serial()),
    algorithm,
    nameOf(issuer === undefined ? name : commonNameOf(issuer)),
    sequence(
      time(new Date(now.getTime() - EARLIER_MILLISECONDS)),
      time(new Date(now.getTime() + days * DAY_MILLISECONDS)),
    ),
    nameOf(name),
    publicKey,
    der(0xa3, sequence(...extensionsOf({ publicKey, issuerKey, hosts, isAuthority: issuer === undefined }))),
  );
  const signature = sign('sha256', body, signer);
  return {
    key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: pem(sequence(body, algorithm, bits(signature))),
  };
}

interface ExtensionsInit {
  readonly publicKey: Buffer;
  readonly issuerKey: Buffer;
  readonly hosts: readonly string[] | undefined;
  readonly isAuthority: boolean;
}

function extensionsOf({ publicKey, issuerKey, hosts, isAuthority }: ExtensionsInit): Buffer[] {
  const [usage, unused] = isAuthority ? SIGNS_CERTIFICATES : SIGNS_DATA;
  const common = [
    extension(BASIC_CONSTRAINTS, isAuthority ? sequence(boolean(true)) : sequence(), true),
    extension(KEY_USAGE, bits(Buffer.from([usage]), unused), true),
    extension(SUBJECT_KEY, octets(keyId(publicKey))),
    extension(AUTHORITY_KEY, sequence(der(0x80, keyId(issuerKey)))),
  ];
  if (isAuthority) return common;
  const uses = hosts === undefined ? [CLIENT_AUTH] : [SERVER_AUTH, CLIENT_AUTH];
  const names = (hosts ?? []).map(alternativeName);
  return [
    ...common,
    extension(EXTENDED_USAGE, sequence(...uses.map(oid))),
    ...(names.length > 0 ? [extension(ALTERNATIVE_NAME, sequence(...names))] : []),
  ];
}

function extension(id: string, content: Buffer, isCritical = false): Buffer {
  return sequence(oid(id), ...(isCritical ? [boolean(true)] : []), octets(content));
}

function alternativeName(host: string): Buffer {
  return isIP(host) === 0 ? der(0x82, Buffer.from(host)) : der(0x87, addressBytes(host));
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  // A URL writes an address of version 6 in one way; its groups are filled up here.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function nameOf(name: string): Buffer {
  return sequence(set(sequence(oid(COMMON_NAME), utf8(name))));
}

function commonNameOf({ subject }: X509Certificate): string {
  return /^CN=(.*)$/m.exec(subject)?.[1] ?? '';
}

/** As RFC 5280 has it, of all that tells the key. */
function keyId(publicKey: Buffer): Buffer {
  return createHash('sha1').update(publicKey).digest();
}

function serial(): Buffer {
  const bytes = randomBytes(SERIAL_BYTES);
  // Not negative, and not shorter.
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** When a certificate ends. */
export function endOf(certificate: string): Date {
  return new Date(new X509Certificate(certificate).validTo);
}

/** Whether a key is that of a certificate. */
export function isPair({ key, certificate }: KeyAndCertificate): boolean {
  const own = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return own.equals(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }));
}
