import { type ReadonlySignal, signal } from '@preact/signals';

/** `needed`: the daemon wants a token. `refused`: it wants another than the one it was given. */
export type TokenPrompt = 'none' | 'needed' | 'refused';

export interface Tokens {
  readonly prompt: ReadonlySignal<TokenPrompt>;
  current(): string | undefined;
  /** What a person typed; those who wait go on with it. */
  provide(token: string): void;
  /** Resolves when there is a token other than `used`, which the daemon refused. */
  waitForOther(used: string | undefined, signal: AbortSignal | undefined): Promise<void>;
}

const KEY = 'rbee-hive-token';

/** Keeps the daemon's token for as long as the tab is open. */
export function createTokens(storage: Pick<Storage, 'getItem' | 'setItem'>): Tokens {
  const prompt = signal<TokenPrompt>('none');
  const waiting = new Set<() => void>();
  const current = () => storage.getItem(KEY) ?? undefined;

  function provide(token: string): void {
    storage.setItem(KEY, token);
    prompt.value = 'none';
    for (const goOn of waiting) goOn();
    waiting.clear();
  }

  async function waitForOther(used: string | undefined, abort: AbortSignal | undefined): Promise<void> {
    if (current() !== used) return;
    abort?.throwIfAborted();
    prompt.value = used === undefined ? 'needed' : 'refused';
    await new Promise<void>((resolve, reject) => {
      const giveUp = () => {
        waiting.delete(goOn);
        reject(abort?.reason);
      };
      const goOn = () => {
        abort?.removeEventListener('abort', giveUp);
        resolve();
      };
      waiting.add(goOn);
      abort?.addEventListener('abort', giveUp, { once: true });
    });
  }

  return { prompt, current, provide, waitForOther };
}
