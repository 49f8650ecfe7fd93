import type { Output, Streams } from './types.js';

/** Everything as JSON on standard output, a line each: the events as they are, then one `result` or `error`. */
export function createJsonOutput({ stdout }: Pick<Streams, 'stdout'>): Output {
  const write = (value: object) => void stdout.write(`${JSON.stringify(value)}\n`);
  return {
    print: () => {},
    tell: () => {},
    onEvent: write,
    result: (result) => write({ type: 'result', result: result ?? null }),
    failure: (failure) => write({ type: 'error', ...failure }),
    close: () => {},
  };
}
