import { signal } from '@preact/signals';
import { parseRoute, type Route } from '../router.js';

export const route = signal<Route>({ view: 'workers' });

/** Follows the address. One that is no route, such as a skip link's, changes nothing. */
export function startRouting(): void {
  const follow = () => {
    const { hash } = window.location;
    if (hash === '' || hash.startsWith('#/')) route.value = parseRoute(hash);
  };
  follow();
  window.addEventListener('hashchange', follow);
}

export function goTo(link: string): void {
  window.location.hash = link;
}
