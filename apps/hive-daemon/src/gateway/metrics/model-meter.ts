import type { ModelStats } from '../../api/gateway.js';
import { Recent } from './recent.js';

/** What one request did. */
export interface RequestMeter {
  /** The first byte of its answer's content has come. */
  firstToken(): void;
  /** Tokens that were generated, where the engine says so, else the pieces of its stream. */
  tokens(count: number): void;
  /** It has ended; called once. */
  end(isSuccess: boolean): void;
}

/** Sums since the daemon started, as `/metrics` shows them. */
export interface ModelTotals {
  readonly requests: number;
  readonly failures: number;
  readonly tokens: number;
  readonly generationSeconds: number;
  readonly firstTokens: number;
  readonly firstTokenSeconds: number;
  readonly loads: number;
  readonly failedLoads: number;
  readonly loadSeconds: number;
}

const RECENT_REQUESTS = 20;

/** Counts what one model does. */
export class ModelMeter {
  readonly #speeds = new Recent(RECENT_REQUESTS);
  readonly #firstTokens = new Recent(RECENT_REQUESTS);
  readonly #now: () => number;
  #lastLoad: number | undefined;
  #totals: ModelTotals = {
    ...{ requests: 0, failures: 0, tokens: 0, generationSeconds: 0, firstTokens: 0, firstTokenSeconds: 0 },
    ...{ loads: 0, failedLoads: 0, loadSeconds: 0 },
  };

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get totals(): ModelTotals {
    return this.#totals;
  }

  get stats(): ModelStats {
    const { requests, failures, loads, failedLoads } = this.#totals;
    const timeToFirstTokenMs = this.#firstTokens.average;
    const tokensPerSecond = this.#speeds.average;
    return {
      ...{ requests, failures, loads, failedLoads },
      ...(this.#lastLoad !== undefined && { loadSeconds: this.#lastLoad }),
      ...(tokensPerSecond !== undefined && { tokensPerSecond }),
      ...(timeToFirstTokenMs !== undefined && { timeToFirstTokenMs }),
    };
  }

  loaded(seconds: number): void {
    this.#lastLoad = seconds;
    this.#add({ loads: 1, loadSeconds: seconds });
  }

  loadFailed(): void {
    this.#add({ failedLoads: 1 });
  }

  /** A request that an engine begins to serve. */
  begin(): RequestMeter {
    const began = this.#now();
    let firstAt: number | undefined;
    let tokens = 0;
    return {
      firstToken: () => {
        if (firstAt !== undefined) return;
        firstAt = this.#now();
        this.#firstTokens.add(firstAt - began);
        this.#add({ firstTokens: 1, firstTokenSeconds: (firstAt - began) / 1_000 });
      },
      tokens: (count) => {
        tokens = count;
      },
      end: (isSuccess) => {
        const seconds = firstAt === undefined ? 0 : (this.#now() - firstAt) / 1_000;
        // The first token's own time is not in it.
        if (tokens > 1 && seconds > 0) this.#speeds.add((tokens - 1) / seconds);
        this.#add({ requests: 1, failures: isSuccess ? 0 : 1, tokens, generationSeconds: seconds });
      },
    };
  }

  #add(more: Partial<ModelTotals>): void {
    const sums = { ...this.#totals };
    for (const [name, value] of Object.entries(more) as [keyof ModelTotals, number][]) {
      Object.assign(sums, { [name]: sums[name] + value });
    }
    this.#totals = sums;
  }
}
