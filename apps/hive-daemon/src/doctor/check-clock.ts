import type { Finding } from '../api/resources.js';
import type { CheckContext } from './examine.js';

/** More makes certificates and signatures fail. */
const MOST_SECONDS = 300;

/** Compares the clock with the registry's. */
export async function checkClock({ registry, signal }: CheckContext): Promise<Finding[]> {
  if (!/^https?:\/\//.test(registry)) return [];
  const url = `${registry.replace(/\/+$/, '')}/health`;
  const response = await fetch(url, { signal, redirect: 'manual' }).catch(() => undefined);
  signal.throwIfAborted();
  await response?.body?.cancel();
  const told = Date.parse(response?.headers.get('date') ?? '');
  // That the registry is down is another check's finding.
  if (Number.isNaN(told)) return [];
  const seconds = Math.round((Date.now() - told) / 1_000);
  if (Math.abs(seconds) <= MOST_SECONDS) {
    return [{ check: 'clock', verdict: 'ok', message: "The clock agrees with the registry's." }];
  }
  return [
    {
      check: 'clock',
      verdict: 'warning',
      message: `The clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the registry's.`,
      hint: 'Set it by NTP: with a wrong clock certificates and signatures seem to have expired.',
    },
  ];
}
