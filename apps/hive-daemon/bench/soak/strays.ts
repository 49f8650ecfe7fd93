import { readdirSync, readFileSync } from 'node:fs';

/** Processes that have this text in their environment or on their command line, but for our own. */
export function straysOf(texts: readonly string[]): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
      const all = command + read(`/proc/${pid}/environ`);
      return command !== '' && texts.some((text) => all.includes(text)) ? [`${pid} ${command}`] : [];
    });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // It has ended, or is another process now.
    return '';
  }
}
