import { signal } from '@preact/signals';
import { createClient } from './api/client.js';
import { createTokens } from './api/token.js';

export const tokens = createTokens(sessionStorage);

/** Whether the last request had a response; one banner says so when it had none. */
export const isReached = signal(true);

/** The daemon that the page came from. */
export const hive = createClient({
  fetch: (...request) => fetch(...request),
  tokens,
  onReach: (reached) => {
    isReached.value = reached;
  },
});

/** Counts up whenever something of the hive may have changed; what is shown is then reloaded. */
export const changes = signal(0);
