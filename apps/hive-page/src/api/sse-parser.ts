/** One server-sent event. */
export interface SseMessage {
  /** The last `id:` so far; empty when there was none. */
  readonly id: string;
  /** @default 'message' */
  readonly event: string;
  readonly data: string;
}

export interface SseParser {
  /** Takes the next piece of the stream, cut anywhere; answers the messages that it completes. */
  push(text: string): SseMessage[];
  /** Milliseconds, when the server has said how long to wait before the next try. */
  readonly retry: number | undefined;
}

/** Characters of one unfinished line or one message's data; more is no stream of ours. */
const LONGEST = 16 * 1024 * 1024;

/** Reads `text/event-stream` as the HTML standard says: any line ending, several `data:` lines, comments, `id:`. */
export function createSseParser(): SseParser {
  let rest = '';
  let endedWithReturn = false;
  let isFirst = true;
  let id = '';
  let event = '';
  let data: string[] = [];
  let retry: number | undefined;

  function push(text: string): SseMessage[] {
    const messages: SseMessage[] = [];
    const lines = (rest + withLineFeeds(text)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST)
      throw new RangeError(`A line of the event stream is longer than ${LONGEST} characters.`);
    for (const line of lines) {
      const message = takeLine(line);
      if (message !== undefined) messages.push(message);
    }
    return messages;
  }

  /** Line endings as `\n`; one that is cut between its two characters counts once. */
  function withLineFeeds(text: string): string {
    if (text === '') return '';
    let piece = isFirst && text.startsWith('\uFEFF') ? text.slice(1) : text;
    isFirst = false;
    if (endedWithReturn && piece.startsWith('\n')) piece = piece.slice(1);
    endedWithReturn = piece.endsWith('\r') || (endedWithReturn && piece === '');
    return piece.includes('\r') ? piece.replaceAll(/\r\n?/g, '\n') : piece;
  }

  function takeLine(line: string): SseMessage | undefined {
    if (line === '') return finish();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line.charAt(colon + 1) === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
    else if (field === 'retry' && /^\d{1,9}$/.test(value)) retry = Number(value);
    return undefined;
  }

  function finish(): SseMessage | undefined {
    const message = data.length === 0 ? undefined : { id, event: event || 'message', data: data.join('\n') };
    data = [];
    event = '';
    return message;
  }

  return {
    push,
    get retry() {
      return retry;
    },
  };
}
