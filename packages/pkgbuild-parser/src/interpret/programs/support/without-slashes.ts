/** Without the slashes at the end, but for that of the root. */
export function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return end === 0 && path !== '' ? '/' : path.slice(0, end);
}
