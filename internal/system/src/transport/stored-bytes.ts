/** Where the content coding of an answer stands whose bytes were kept as they came. */
export const KEPT_ENCODING_HEADER = 'x-kept-content-encoding';

/** The content coding that the server named, of an answer whose bytes were kept as they came. */
export function keptContentEncoding(response: Response): string | undefined {
  return response.headers.get(KEPT_ENCODING_HEADER) || undefined;
}
