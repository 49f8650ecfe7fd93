/** What one message between two hives is: its kind, its place in the order, and what it carries. */
export interface Frame {
  readonly kind: FrameKind;
  /** 0, 1, 2 … of what one side sends in an exchange; a number that is missing means that a message was lost. */
  readonly seq: number;
  readonly content: Uint8Array;
}

/**
 * By who asks: `ask` (what for, as JSON), `part` (of the body), `credit` (so many more messages may come), `cancel`.
 * By who answers: `accepted`, `refused` (why, as JSON), `head` (status and type, as JSON), `data`, `end`, `fail` (why, as JSON).
 * By both: `alive`, where nothing else comes.
 */
const KINDS = [
  ...(['ask', 'part', 'credit', 'cancel'] as const),
  ...(['accepted', 'refused', 'head', 'data', 'end', 'fail', 'alive'] as const),
] as const;
export type FrameKind = (typeof KINDS)[number];

const HEAD_BYTES = 5;

export function encodeFrame({ kind, seq, content }: Frame): Uint8Array {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + content.length);
  bytes.writeUInt8(KINDS.indexOf(kind), 0);
  bytes.writeUInt32BE(seq, 1);
  bytes.set(content, HEAD_BYTES);
  return bytes;
}

/** `undefined` for what is no frame. */
export function decodeFrame(bytes: Uint8Array): Frame | undefined {
  if (bytes.length < HEAD_BYTES) return undefined;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = KINDS[view.readUInt8(0)];
  return kind && { kind, seq: view.readUInt32BE(1), content: view.subarray(HEAD_BYTES) };
}

/** The content of a frame that is JSON. */
export function jsonContent(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
