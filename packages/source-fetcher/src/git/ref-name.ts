/** Whether git would allow a ref of this name: git-check-ref-format(1). */
export function isRefName(name: string): boolean {
  if (name === '' || name === '@' || name.endsWith('.') || name.includes('..') || name.includes('@{'))
    return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\u0000-\u0020\u007f~^:?*[\\]/.test(name)) return false;
  return name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}
