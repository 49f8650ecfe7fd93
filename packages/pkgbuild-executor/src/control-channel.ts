import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Reply } from './outcome.js';

/** Bytes of one answer: an id, a status and a version. */
const MAX_REPLY_BYTES = 65_536;

/** What bash is asked to do; the fields are those of the driver. */
export interface Request {
  readonly verb: 'source' | 'call' | 'capture';
  readonly functionName?: string;
  readonly folder?: string;
  readonly package?: string | undefined;
  readonly pkgDir?: string | undefined;
}

export interface ControlChannel {
  /** Rejects when what comes back is no answer to this request. */
  ask(request: Request): Promise<Reply>;
  /** Tells the driver that nothing more is asked. */
  end(): void;
}

/**
 * Requests and answers over the driver's descriptor 3. The recipe runs in the driver's own shell and can write
 * to it with some effort: whatever is not the one answer that is due goes to `onForgery`.
 */
export function createControlChannel(stream: Duplex, onForgery: () => void): ControlChannel {
  let received = '';
  let due: { readonly id: string; readonly resolve: (reply: Reply) => void } | undefined;
  function refuse(): void {
    stream.destroy();
    onForgery();
  }

  // That bash is gone is seen by its end, not by its pipe.
  stream.on('error', () => undefined);
  stream.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    const fields = received.split('\0');
    if (due === undefined || received.length > MAX_REPLY_BYTES || fields.length > 4) return refuse();
    if (fields.length < 4) return;
    const [id, status = '', pkgver = ''] = fields;
    if (id !== due.id || !/^(?:\d{1,3}|missing)$/.test(status) || fields[3] !== '') return refuse();
    const { resolve } = due;
    due = undefined;
    received = '';
    resolve({ status: status === 'missing' ? status : Number(status), pkgver });
  });
  return {
    ask(request) {
      const id = randomUUID();
      const { verb, functionName = '', folder = '', package: name = '', pkgDir = '' } = request;
      const answer = new Promise<Reply>((resolve) => {
        due = { id, resolve };
      });
      stream.write([id, verb, functionName, folder, name, pkgDir, ''].join('\0'));
      return answer;
    },
    end: () => stream.end(),
  };
}
