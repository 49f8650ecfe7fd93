const POLYNOMIAL = 0x04c11db7;

/** A running POSIX cksum(1): a CRC over the bytes and then over their count. */
export interface Cksum {
  update(chunk: Uint8Array): void;
  /** The CRC in decimal, as cksum(1) prints it. Call it once, at the end. */
  digest(): string;
}

export function createCksum(): Cksum {
  const table = buildTable();
  let crc = 0;
  let length = 0;
  const add = (byte: number) => {
    crc = (crc << 8) ^ (table[((crc >>> 24) ^ byte) & 0xff] ?? 0);
  };
  return {
    update(chunk) {
      for (let index = 0; index < chunk.length; index += 1) add(chunk[index] ?? 0);
      length += chunk.length;
    },
    digest() {
      for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) add(rest % 256);
      return String(~crc >>> 0);
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
