import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import { TransportError } from './errors.js';
import { startTimer, type TransportLimits } from './limits.js';
import { encodeLocation } from './location.js';
import { createSpeedometer, type Speedometer } from './speedometer.js';
import { KEPT_ENCODING_HEADER } from './stored-bytes.js';

export interface GuardSettings {
  readonly limits: TransportLimits;
  readonly contentCodings: 'decode' | 'keep';
}

/** Makes an error of each answer that is none, and ends each that takes too long. */
export function guardAnswers(settings: GuardSettings): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => dispatch(options, new GuardedHandler(handler, settings));
}

/** Interim answers that are passed over; any further status below 200 is no answer to what was asked. */
const INTERIM_STATUSES: ReadonlySet<number> = new Set([102, 103]);
const MAX_INTERIM_ANSWERS = 20;

class GuardedHandler implements Dispatcher.DispatchHandler {
  readonly #inner: Dispatcher.DispatchHandler;
  readonly #settings: GuardSettings;
  readonly #speedometer: Speedometer;
  readonly #deadline: NodeJS.Timeout;
  readonly #headersTimer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #failure: Error | undefined;
  #isOver = false;
  #interim = 0;

  constructor(inner: Dispatcher.DispatchHandler, settings: GuardSettings) {
    const { limits } = settings;
    this.#inner = inner;
    this.#settings = settings;
    this.#speedometer = createSpeedometer(limits, (error) => this.#giveUp(error));
    this.#headersTimer = startTimer(limits.headersMilliseconds, () =>
      this.#giveUp(
        new TransportError('HEADERS_TIMEOUT', `No answer came within ${limits.headersMilliseconds} ms.`),
      ),
    );
    this.#deadline = startTimer(limits.deadlineMilliseconds, () =>
      this.#giveUp(
        new TransportError(
          'DEADLINE',
          `The answer was not complete after ${limits.deadlineMilliseconds} ms.`,
        ),
      ),
    );
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#controller = controller;
    if (this.#failure !== undefined) controller.abort(this.#failure);
    else this.#inner.onRequestStart?.(controller, context);
  }

  onRequestUpgrade(
    controller: Dispatcher.DispatchController,
    ...[status, , socket]: [number, IncomingHttpHeaders, Duplex]
  ): void {
    socket.destroy();
    controller.abort(statusError(status));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    ...[status, headers, text]: [number, IncomingHttpHeaders, string?]
  ): void {
    if (this.#isOver) return;
    if (status < 200) {
      this.#interim += 1;
      if (!INTERIM_STATUSES.has(status) || this.#interim > MAX_INTERIM_ANSWERS)
        controller.abort(statusError(status));
      return;
    }
    clearTimeout(this.#headersTimer);
    const codings = codingsOf(headers);
    const isKept = this.#settings.contentCodings === 'keep';
    if (!isKept && codings.length > 1) controller.abort(codingsError(codings.length));
    else {
      this.#speedometer.start(controller);
      this.#inner.onResponseStart?.(controller, status, rewrite(headers, isKept), text);
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isOver) return;
    this.#speedometer.count(chunk.length);
    this.#inner.onResponseData?.(controller, chunk);
  }

  onResponseEnd(controller: Dispatcher.DispatchController, trailers: IncomingHttpHeaders): void {
    if (this.#isOver) return;
    this.#finish();
    this.#inner.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#isOver) return;
    this.#finish();
    this.#inner.onResponseError?.(controller, this.#failure ?? error);
  }

  #giveUp(error: Error): void {
    if (this.#isOver) return;
    this.#failure = error;
    const controller = this.#controller;
    if (controller !== undefined) controller.abort(error);
    else {
      this.#finish();
      // There is no connection yet: what it is told of later, if ever, is dropped.
      this.#inner.onResponseError?.(NO_CONTROLLER, error);
    }
  }

  #finish(): void {
    this.#isOver = true;
    this.#speedometer.stop();
    clearTimeout(this.#headersTimer);
    clearTimeout(this.#deadline);
  }
}

const NO_CONTROLLER: Dispatcher.DispatchController = Object.freeze({
  aborted: true,
  paused: false,
  reason: null,
  abort: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
});

function codingsOf(headers: IncomingHttpHeaders): readonly string[] {
  const text = String(headers['content-encoding'] ?? '');
  return text
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

function rewrite(headers: IncomingHttpHeaders, isKept: boolean): IncomingHttpHeaders {
  const { [KEPT_ENCODING_HEADER]: _, location, ...others } = headers;
  const rewritten: IncomingHttpHeaders =
    location === undefined ? others : { ...others, location: encodeLocation(location) };
  if (!isKept) return rewritten;
  const { 'content-encoding': _coding, ...stored } = rewritten;
  return { ...stored, [KEPT_ENCODING_HEADER]: codingsOf(headers).join(', ') };
}

function statusError(status: number): TransportError {
  const shown = String(status).padStart(3, '0');
  return new TransportError('STATUS', `It answered with status ${shown}, which is not that of an answer.`);
}

function codingsError(count: number): TransportError {
  return new TransportError(
    'CONTENT_CODINGS',
    `The answer is compressed ${count} times; once at most is accepted.`,
  );
}
