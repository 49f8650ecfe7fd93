/** What a decoder says of bytes that it cannot decode. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}
