import { signal } from '@preact/signals';
import { parseQuery, parseRoute, type Route, withQuery } from '../router.js';

export const route = signal<Route>({ view: 'workers' });

/** What the address says after its `?`. */
export const query = signal(new URLSearchParams());

/** The last address of each view that has a list, with its filters: where a link back leads. */
const lastAddresses = new Map<string, string>();

/** Follows the address. One that is no route, such as a skip link's, changes nothing. */
export function startRouting(): void {
  const follow = () => {
    const { hash } = window.location;
    if (hash !== '' && !hash.startsWith('#/')) return;
    remember(hash);
    query.value = parseQuery(hash);
    route.value = parseRoute(hash);
  };
  follow();
  window.addEventListener('hashchange', follow);
}

export function goTo(link: string): void {
  window.location.hash = link;
}

/** A list's link with the filters that it had when it was left. */
export function lastAddress(link: string): string {
  return lastAddresses.get(link) ?? link;
}

/** One value of the query, and the way to change it: the address changes, its history does not grow. */
export function useQuery(name: string): readonly [string, (value: string) => void] {
  return [query.value.get(name) ?? '', (value) => changeQuery({ [name]: value })];
}

/** Changes several values of the query at once; one that is empty goes away. */
export function changeQuery(changes: Readonly<Record<string, string>>): void {
  const hash = withQuery(window.location.hash || '#/workers', changes);
  window.history.replaceState(window.history.state, '', hash);
  remember(hash);
  query.value = parseQuery(hash);
}

function remember(hash: string): void {
  const [address = ''] = hash.split('?', 1);
  lastAddresses.set(address === '' || address === '#/' ? '#/workers' : address, hash || '#/workers');
}
