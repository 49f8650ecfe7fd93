const ORDERS: ReadonlyMap<string, (left: bigint, right: bigint) => boolean> = new Map<
  string,
  (left: bigint, right: bigint) => boolean
>([
  ['-eq', (left, right) => left === right],
  ['-ne', (left, right) => left !== right],
  ['-lt', (left, right) => left < right],
  ['-le', (left, right) => left <= right],
  ['-gt', (left, right) => left > right],
  ['-ge', (left, right) => left >= right],
]);

/** How two numbers compare; `undefined` for any other operator. */
export function comparison(operator: string): ((left: bigint, right: bigint) => boolean) | undefined {
  return ORDERS.get(operator);
}
