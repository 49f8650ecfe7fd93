import type { Tokens } from '../api/token.js';
import { tokenInLink } from '../model/link-token.js';

/**
 * Takes the token out of the address, now and when a link with one is opened in this tab. The address no longer shows
 * it, nor does the tab's history have it. It comes before the routing, which then sees an address without one.
 */
export function takeLinkTokens(page: Window, tokens: Pick<Tokens, 'provide'>): void {
  const take = () => {
    const { hash, pathname, search } = page.location;
    const token = tokenInLink(hash);
    if (token === undefined) return;
    page.history.replaceState(page.history.state, '', pathname + search);
    tokens.provide(token);
  };
  take();
  page.addEventListener('hashchange', take);
}
