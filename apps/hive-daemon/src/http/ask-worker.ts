import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';

/** How long a worker that has begun to answer may take for the rest of its headers. */
const HEADERS_MILLISECONDS = 10_000;
/** How often that is looked at. */
const LOOK_MILLISECONDS = 500;
/** Interim answers, such as `102 Processing`, before the final one. */
const MAX_INTERIM_ANSWERS = 16;

export interface Asked {
  /** Where the request's body goes. */
  readonly request: ReturnType<typeof httpRequest>;
  /** The worker's answer, with a status that can be handed on; rejects when there is none. */
  readonly answered: Promise<IncomingMessage>;
}

/**
 * Begins a request to a worker. Whatever the worker sends, `answered` is settled as soon as it can be known: the worker is
 * foreign code, and may switch protocols, answer with a status that HTTP does not have, or never end its headers. How long it
 * takes to begin is its own affair: a long prompt takes minutes.
 */
export function askWorker(options: RequestOptions): Asked {
  const asked = httpRequest({ ...options, agent: false });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    const refuse = (what: string) => asked.destroy(new Error(what));
    const stop = watchHeaders(asked, () =>
      refuse(`its headers took more than ${HEADERS_MILLISECONDS / 1_000} s`),
    );
    let interim = 0;
    asked.on('information', () => {
      interim += 1;
      if (interim > MAX_INTERIM_ANSWERS) refuse(`it sent more than ${MAX_INTERIM_ANSWERS} interim answers`);
    });
    asked.on('upgrade', (_response, socket) => {
      socket.destroy();
      refuse('it switched protocols (101)');
      reject(new Error('it switched protocols (101)'));
    });
    asked.on('response', (response) => {
      stop();
      const { statusCode = 0 } = response;
      if (statusCode >= 200 && statusCode <= 599) return resolve(response);
      reject(new Error(`its status ${String(statusCode).padStart(3, '0')} is not one of HTTP`));
      asked.destroy();
    });
    asked.on('error', reject);
    asked.on('close', () => {
      stop();
      reject(new Error('it closed the connection without an answer'));
    });
  });
  return { request: asked, answered };
}

/** Calls back when headers that have begun do not end. Answers how to stop watching. */
function watchHeaders(asked: Asked['request'], onLate: () => void): () => void {
  let begunAt: number | undefined;
  const timer = setInterval(() => {
    if (!asked.socket?.bytesRead) return;
    begunAt ??= performance.now();
    if (performance.now() - begunAt < HEADERS_MILLISECONDS) return;
    clearInterval(timer);
    onLate();
  }, LOOK_MILLISECONDS);
  return () => clearInterval(timer);
}
