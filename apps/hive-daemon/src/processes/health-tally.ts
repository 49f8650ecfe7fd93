/** So many failures in a row make a healthy worker unhealthy. */
export const UNHEALTHY_AFTER = 3;

/** What a worker's answers to `GET /health` say about it together. */
export class HealthTally {
  #failures = 0;

  /** Counts an answer; `undefined` when it changes nothing. */
  add(isSuccess: boolean): 'healthy' | 'unhealthy' | undefined {
    this.#failures = isSuccess ? 0 : this.#failures + 1;
    if (isSuccess) return 'healthy';
    return this.#failures >= UNHEALTHY_AFTER ? 'unhealthy' : undefined;
  }
}
