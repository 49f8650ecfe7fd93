import { redactUrl } from '@rbee-internal/redact-url';
import type { Finding } from '../api/resources.js';
import { isHttpUrl, PROXY_VARIABLES } from '../network/proxy-settings.js';
import type { CheckContext } from './examine.js';

/** What the environment says of proxies. */
export async function checkProxy({ env }: CheckContext): Promise<Finding[]> {
  const set = PROXY_VARIABLES.flatMap((name) => {
    const value = env[name];
    return value ? [{ name, value }] : [];
  });
  if (set.length === 0) return [{ check: 'proxy', verdict: 'ok', message: 'No proxy is set.' }];
  const bad = set.filter(({ value }) => !isHttpUrl(value));
  if (bad.length > 0) {
    return bad.map(({ name, value }) => ({
      check: 'proxy',
      verdict: 'problem',
      message: `${name} is no http URL: ${redactUrl(value)}.`,
      hint: 'Set it as http://HOST:PORT.',
    }));
  }
  const shown = set.map(({ name, value }) => `${name} ${redactUrl(value)}`).join(', ');
  return [{ check: 'proxy', verdict: 'ok', message: `Sources are fetched through ${shown}.` }];
}
