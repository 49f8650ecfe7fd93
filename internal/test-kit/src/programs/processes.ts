import { readdirSync, readFileSync } from 'node:fs';

/** Command lines of running processes (zombies apart) that contain `text`. Reads `/proc`; Linux only. */
export function processesMentioning(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .map(commandLineOf)
    .filter((commandLine) => commandLine.includes(text));
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    // The process ended between the listing and the reading.
    return '';
  }
}
