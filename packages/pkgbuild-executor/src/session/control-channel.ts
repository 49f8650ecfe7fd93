import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Fact, Reply } from './outcome.js';

/** Bytes of one reply: an id, a status, a version, times, and what is known of a package. */
const MAX_REPLY_BYTES = 8_388_608;

/** Fields before the facts: id, status, version, times, number of facts. */
const HEAD_FIELDS = 5;
const FACT_FIELDS = 3;

/** What bash is asked to do; the fields are those of the driver. */
export interface Request {
  readonly verb: 'source' | 'call' | 'capture' | 'package' | 'finish' | 'exports' | 'names';
  readonly functionName?: string;
  readonly folder?: string;
  readonly package?: string | undefined;
  readonly pkgDir?: string | undefined;
}

export interface ControlChannel {
  /** Rejects when what comes back is not the reply to this request. */
  ask(request: Request): Promise<Reply>;
  /** Lets the driver know that no request follows. */
  end(): void;
}

/**
 * Requests and replies over the driver's descriptor 3. The recipe runs in the driver's own shell and can write
 * to it with some effort: what is not the one reply that is due goes to `onForgery`.
 */
export function createControlChannel(stream: Duplex, onForgery: () => void): ControlChannel {
  let received = createFields();
  let due: { readonly id: string; readonly resolve: (reply: Reply) => void } | undefined;
  function refuse(): void {
    stream.destroy();
    onForgery();
  }

  // That bash is gone is seen by its end, not by its pipe.
  stream.on('error', () => undefined);
  stream.on('data', (chunk: Buffer) => {
    received.add(chunk);
    const reply = due === undefined ? 'forged' : readReply(received.fields, due.id);
    if (reply === 'forged' || received.bytes() > MAX_REPLY_BYTES) return refuse();
    if (reply === 'incomplete') return;
    const resolve = due?.resolve;
    due = undefined;
    received = createFields();
    resolve?.(reply);
  });
  return {
    ask(request) {
      const id = randomUUID();
      const { verb, functionName = '', folder = '', package: name = '', pkgDir = '' } = request;
      const reply = new Promise<Reply>((resolve) => {
        due = { id, resolve };
      });
      stream.write([id, verb, functionName, folder, name, pkgDir, ''].join('\0'));
      return reply;
    },
    end: () => stream.end(),
  };
}

/** Splits at NUL as it comes; the last field is what has no NUL yet. */
function createFields() {
  const decoder = new StringDecoder('utf8');
  const fields: string[] = [''];
  let bytes = 0;
  return {
    fields,
    bytes: () => bytes,
    add(chunk: Buffer): void {
      bytes += chunk.length;
      const [first = '', ...more] = decoder.write(chunk).split('\0');
      fields[fields.length - 1] += first;
      for (const field of more) fields.push(field);
    },
  };
}

/** The fields end in an empty one, for each is ended by NUL. */
function readReply(fields: readonly string[], dueId: string): Reply | 'incomplete' | 'forged' {
  const [id, status = '', pkgver = '', times = '', count = ''] = fields;
  if (fields.length > 1 && id !== dueId) return 'forged';
  if (fields.length > 2 && !/^(?:\d{1,3}|missing)$/.test(status)) return 'forged';
  if (fields.length <= HEAD_FIELDS) return 'incomplete';
  if (!/^\d{1,6}$/.test(count)) return 'forged';
  const total = HEAD_FIELDS + Number(count) * FACT_FIELDS;
  if (fields.length <= total) return 'incomplete';
  if (fields.length > total + 1 || fields[total] !== '') return 'forged';
  return {
    status: status === 'missing' ? status : Number(status),
    pkgver,
    cpuMilliseconds: cpuMillisecondsOf(times),
    facts: factsOf(fields.slice(HEAD_FIELDS, total)),
  };
}

/** The sum of what `times` prints: user and system time of the shell and of its ended children. */
function cpuMillisecondsOf(times: string): number {
  let sum = 0;
  for (const { groups } of times.matchAll(/(?<minutes>\d{1,9})m(?<seconds>\d{1,2}[.,]\d{1,6})s/g)) {
    sum += Number(groups?.minutes) * 60_000 + Number(groups?.seconds?.replace(',', '.')) * 1_000;
  }
  return sum;
}

function factsOf(fields: readonly string[]): Fact[] {
  const facts: Fact[] = [];
  for (let at = 0; at < fields.length; at += FACT_FIELDS) {
    const [kind = '', name = '', value = ''] = fields.slice(at, at + FACT_FIELDS);
    facts.push({ kind, name, value });
  }
  return facts;
}
