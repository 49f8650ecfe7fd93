import { openTransport, type ProxySettings, readProxies } from '@rbee-internal/system/transport';
import type { Finding } from '../api/resources.js';
import type { CheckContext } from './check-context.js';

/** More makes certificates and signatures fail. */
const MOST_SECONDS = 300;

/** Compares the clock with the registry's. */
export async function checkClock({ registry, env, signal }: CheckContext): Promise<Finding[]> {
  if (!/^https?:\/\//.test(registry)) return [];
  const url = `${registry.replace(/\/+$/, '')}/health`;
  const date = await askDate(url, { signal, proxy: proxiesIn(env) });
  signal.throwIfAborted();
  const told = Date.parse(date ?? '');
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

interface AskDateInit {
  readonly signal: AbortSignal;
  readonly proxy: ProxySettings | undefined;
}

async function askDate(url: string, { signal, proxy }: AskDateInit): Promise<string | undefined> {
  const transport = openTransport({ proxy });
  try {
    const response = await transport.fetch(url, { signal, redirect: 'manual' });
    await response.body?.cancel();
    return response.headers.get('date') ?? undefined;
  } catch {
    return undefined;
  } finally {
    await transport.close();
  }
}

/** That a proxy variable is malformed is another check's finding. */
function proxiesIn(env: CheckContext['env']): ProxySettings | undefined {
  try {
    return readProxies(env);
  } catch {
    return undefined;
  }
}
