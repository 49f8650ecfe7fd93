import { SPEECH_RATE, wavOf } from '../model/talk/wav.js';

/** Bytes of a file that goes into a request; the hive takes 32 MiB. */
const LARGEST_FILE = 20 * 1024 * 1024;

/** A file as a `data:` URL. @throws when it is too large or cannot be read */
export function dataUrlOf(file: Blob): Promise<string> {
  requireSize(file);
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read.'));
    reader.readAsDataURL(file);
  });
}

/**
 * A recording of any form that the browser can play, as one channel of WAV; one that it cannot play is returned as it is.
 * @throws when it is too large
 */
export async function speechOf(file: Blob): Promise<Blob> {
  requireSize(file);
  const samples = await decode(await file.arrayBuffer());
  return samples === undefined ? file : new Blob([wavOf(samples)], { type: 'audio/wav' });
}

async function decode(bytes: ArrayBuffer): Promise<Float32Array | undefined> {
  const context = new OfflineAudioContext(1, 1, SPEECH_RATE);
  try {
    const decoded = await context.decodeAudioData(bytes);
    const mixed = new OfflineAudioContext(1, Math.max(1, decoded.length), SPEECH_RATE);
    const source = mixed.createBufferSource();
    source.buffer = decoded;
    source.connect(mixed.destination);
    source.start();
    return (await mixed.startRendering()).getChannelData(0);
  } catch {
    // A form that the browser does not know: the worker may.
    return undefined;
  }
}

function requireSize({ size }: Blob): void {
  if (size > LARGEST_FILE) throw new Error(`The file is larger than ${LARGEST_FILE / 1024 ** 2} MiB.`);
}
