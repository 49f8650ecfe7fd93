import type { RequestMeter } from '../metrics/model-meter.js';

/** Follows an OpenAI stream as its data pass: whether it is whole, and how many tokens it had. */
export class StreamProgress {
  readonly #meter: RequestMeter;
  #pieces = 0;
  /** Whether the stream's own end, `[DONE]`, has come. */
  isDone = false;
  /** Whether every choice that was seen may have ended. */
  hasFinished = false;
  /** Whether the engine reported an error in the stream. */
  hasFailed = false;

  constructor(meter: RequestMeter) {
    this.#meter = meter;
  }

  /** Takes the data of one event. */
  add(data: string): void {
    if (data === '[DONE]') {
      this.isDone = true;
      return;
    }
    if (/"(?:content|reasoning_content|reasoning|text|arguments)":\s*"[^"]/.test(data)) {
      this.#meter.firstToken();
      this.#pieces += 1;
      this.#meter.tokens(this.#pieces);
    }
    if (/"finish_reason":\s*"/.test(data)) this.hasFinished = true;
    if (/^\{\s*"error"/.test(data)) this.hasFailed = true;
    if (data.includes('"usage":{') || data.includes('"usage": {')) this.#readUsage(data);
  }

  #readUsage(data: string): void {
    try {
      const { usage } = JSON.parse(data) as { usage?: { completion_tokens?: unknown } };
      if (typeof usage?.completion_tokens === 'number') this.#meter.tokens(usage.completion_tokens);
    } catch {
      // Not JSON: it is passed on as it is, and says nothing here.
    }
  }
}
