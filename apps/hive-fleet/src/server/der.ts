/** What X.509 is written in: tag, length, content (X.690). */

const SEQUENCE = 0x30;
const SET = 0x31;
const LONG_LENGTH = 0x80;
const OCTET_BITS = 8;
const BYTE = 0x100;
const OID_CHUNK = 0x80;
const OID_FIRST = 40;

/** One element, whose content is all of these, one after the other. */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

export function sequence(...content: readonly Uint8Array[]): Buffer {
  return der(SEQUENCE, ...content);
}

export function set(...content: readonly Uint8Array[]): Buffer {
  return der(SET, ...content);
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(0x06, Buffer.from([first * OID_FIRST + second, ...rest.flatMap(base128)]));
}

/** A whole number that is not negative, from its bytes. */
export function integer(bytes: Uint8Array): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const short = start === -1 ? Buffer.from([0]) : bytes.subarray(start);
  const isHigh = ((short[0] ?? 0) & LONG_LENGTH) !== 0;
  return der(0x02, ...(isHigh ? [Buffer.from([0])] : []), short);
}

export function boolean(value: boolean): Buffer {
  return der(0x01, Buffer.from([value ? 0xff : 0]));
}

export function utf8(text: string): Buffer {
  return der(0x0c, Buffer.from(text, 'utf8'));
}

/** As certificates have it from 2050 on, and before that too where no one minds: GeneralizedTime is for 2050 on only. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '');
  const isShort = date.getUTCFullYear() < 2050;
  return isShort ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
}

export function octets(content: Uint8Array): Buffer {
  return der(0x04, content);
}

/** @param unused bits at the end that do not count */
export function bits(content: Uint8Array, unused = 0): Buffer {
  return der(0x03, Buffer.from([unused]), content);
}

function lengthOf(length: number): Buffer {
  if (length < LONG_LENGTH) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / BYTE)) bytes.unshift(rest % BYTE);
  return Buffer.from([LONG_LENGTH | bytes.length, ...bytes]);
}

function base128(value: number): number[] {
  const bytes = [value % OID_CHUNK];
  for (let rest = Math.floor(value / OID_CHUNK); rest > 0; rest = Math.floor(rest / OID_CHUNK))
    bytes.unshift((rest % OID_CHUNK) | (1 << (OCTET_BITS - 1)));
  return bytes;
}
