/** How many requests one client may make. */
export interface RateLimit {
  /** Requests at once, and again in each `perSeconds`. */
  readonly requests: number;
  /** @default 60 */
  readonly perSeconds?: number | undefined;
}

/** Counts one request of a client. Returns 0, or after how many seconds it may retry. */
export type RequestLimiter = (clientAddress: string) => number;

/** The most clients that are remembered; the longest unseen is forgotten first. */
const MAX_CLIENTS = 10_000;

/** A token bucket for each client. IPv6 clients are counted by their /64 network, which usually belongs to one customer. */
export function createRequestLimiter(
  { requests, perSeconds = 60 }: RateLimit,
  now: () => number = Date.now,
): RequestLimiter {
  const perMillisecond = requests / (perSeconds * 1000);
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (clientAddress) => {
    const client = networkOf(clientAddress);
    const at = now();
    const bucket = buckets.get(client) ?? { tokens: requests, at };
    const tokens = Math.min(requests, bucket.tokens + Math.max(0, at - bucket.at) * perMillisecond);
    const isAllowed = tokens >= 1;
    buckets.delete(client);
    buckets.set(client, { tokens: isAllowed ? tokens - 1 : tokens, at });
    if (buckets.size > MAX_CLIENTS) forgetOldest(buckets);
    return isAllowed ? 0 : Math.max(1, Math.ceil((1 - tokens) / perMillisecond / 1000));
  };
}

function forgetOldest(buckets: Map<string, unknown>): void {
  for (const oldest of buckets.keys()) {
    buckets.delete(oldest);
    return;
  }
}

function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [head = '', tail] = address.toLowerCase().split('%', 1)[0]?.split('::') ?? [];
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
