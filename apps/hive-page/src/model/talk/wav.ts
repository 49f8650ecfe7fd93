/** What engines for speech are made for, in hertz. */
export const SPEECH_RATE = 16_000;

const HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;

/** One channel of samples from -1 to 1 as a WAV file of 16 bits, which every engine reads. */
export function wavOf(samples: Float32Array, rate: number = SPEECH_RATE): Uint8Array<ArrayBuffer> {
  const bytes = samples.length * SAMPLE_BYTES;
  const file = new DataView(new ArrayBuffer(HEADER_BYTES + bytes));
  writeText(file, 0, 'RIFF');
  file.setUint32(4, HEADER_BYTES - 8 + bytes, true);
  writeText(file, 8, 'WAVEfmt ');
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true);
  file.setUint16(22, 1, true);
  file.setUint32(24, rate, true);
  file.setUint32(28, rate * SAMPLE_BYTES, true);
  file.setUint16(32, SAMPLE_BYTES, true);
  file.setUint16(34, 8 * SAMPLE_BYTES, true);
  writeText(file, 36, 'data');
  file.setUint32(40, bytes, true);
  samples.forEach((sample, index) => {
    const level = Math.max(-1, Math.min(1, sample));
    file.setInt16(HEADER_BYTES + index * SAMPLE_BYTES, Math.round(level * 0x7fff), true);
  });
  return new Uint8Array(file.buffer);
}

function writeText(file: DataView, at: number, text: string): void {
  for (let index = 0; index < text.length; index += 1) file.setUint8(at + index, text.charCodeAt(index));
}
