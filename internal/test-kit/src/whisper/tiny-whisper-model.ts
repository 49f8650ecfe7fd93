/** The start of a model in whisper.cpp's own form ("ggml"). */
const MAGIC = 0x67676d6c;
/** The English vocabulary; audio context, state, heads and layers, as few as there can be; the same of the text; mel bands; half floats. */
const SIZES = [51_864, 1_500, 64, 1, 1, 448, 64, 1, 1, 80, 1];
const MEL_BANDS = 80;
const FREQUENCIES = 201;
/** The words that are listed; whisper.cpp makes up the others. */
const WORDS = 256;

/**
 * A model of whisper.cpp without weights, 66 kB: the server loads it ("assuming empty model for testing"), answers every
 * recording with success, and hears nothing in it.
 */
export function tinyWhisperModel(): Buffer {
  const header = int32(MAGIC, ...SIZES, MEL_BANDS, FREQUENCIES);
  const filters = Buffer.alloc(MEL_BANDS * FREQUENCIES * Float32Array.BYTES_PER_ELEMENT);
  const words = Array.from({ length: WORDS }, (_, index) => Buffer.concat([int32(1), Buffer.from([index])]));
  return Buffer.concat([header, filters, int32(WORDS), ...words]);
}

function int32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * Int32Array.BYTES_PER_ELEMENT);
  for (const [index, value] of values.entries()) bytes.writeInt32LE(value, index * 4);
  return bytes;
}
