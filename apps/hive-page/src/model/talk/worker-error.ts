import type { ApiError } from 'rbee-hive-daemon/api';

/** Characters of a worker's own words that are shown. */
const LONGEST = 500;

/**
 * What a body says went wrong, in whichever form: the hive's and OpenAI's `{ error: { message } }`, `{ error: "…" }`,
 * `{ detail }` and `{ message }` of other servers, or plain text. `undefined` where it says nothing that can be read.
 */
export function errorOfBody(text: string, status: number): ApiError | undefined {
  const code = `STATUS_${status}`;
  const body = parse(text);
  if (body === undefined) return plainError(text, code);
  const { error, detail, message } = body;
  if (typeof error === 'object' && error !== null)
    return errorOfObject(error as Record<string, unknown>, code);
  const said = [error, detail, message].find((one) => typeof one === 'string' && one !== '');
  if (typeof said === 'string') return { code, message: shortened(said) };
  return detail === undefined ? undefined : { code, message: shortened(JSON.stringify(detail)) };
}

function errorOfObject(error: Record<string, unknown>, fallback: string): ApiError | undefined {
  const { message, code, type, hint, path } = error;
  if (typeof message !== 'string') return undefined;
  const named = [code, type].find((one) => typeof one === 'string' && one !== '');
  return {
    code: typeof named === 'string' ? named : fallback,
    message: shortened(message),
    ...(typeof hint === 'string' && { hint }),
    ...(typeof path === 'string' && { path }),
  };
}

function plainError(text: string, code: string): ApiError | undefined {
  const said = text.trim();
  // A page of a server that was not meant is no message.
  if (said === '' || said.startsWith('<')) return undefined;
  return { code, message: shortened(said) };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined;
  } catch {
    // No JSON: it is read as plain text.
    return undefined;
  }
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)} …`;
}
