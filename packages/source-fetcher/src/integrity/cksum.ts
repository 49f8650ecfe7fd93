const POLYNOMIAL = 0x04c11db7;

/** A running POSIX cksum(1): a CRC over the bytes and then over their count. */
export interface Cksum {
  update(chunk: Uint8Array): void;
  /** The CRC of what came so far in decimal, as cksum(1) prints it. */
  digest(): string;
}

export function createCksum(): Cksum {
  const table = buildTable();
  let crc = 0;
  let length = 0;
  const next = (value: number, byte: number) => (value << 8) ^ (table[((value >>> 24) ^ byte) & 0xff] ?? 0);
  return {
    update(chunk) {
      for (let index = 0; index < chunk.length; index += 1) crc = next(crc, chunk[index] ?? 0);
      length += chunk.length;
    },
    digest() {
      let whole = crc;
      for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) whole = next(whole, rest % 256);
      return String(~whole >>> 0);
    },
  };
}

function buildTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte << 24;
    for (let bit = 0; bit < 8; bit += 1) {
      remainder = (remainder << 1) ^ (remainder < 0 ? POLYNOMIAL : 0);
    }
    return remainder;
  });
}
