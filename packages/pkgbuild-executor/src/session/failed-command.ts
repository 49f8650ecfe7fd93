import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';
import type { FailedCommand } from './outcome.js';

const MAX_BYTES = 65_536;

/** Fields of one note: shell, status, line, command, file. */
const NOTE_FIELDS = 5;

interface Note extends FailedCommand {
  readonly shell: string;
  readonly status: string;
}

/**
 * The driver's note about the command that failed, if it wrote one. The recipe could have put anything in its
 * place, so no link is followed, nothing waited for and no more than a bound read.
 */
export async function readFailedCommand(
  file: string,
  pkgbuildPath: string,
): Promise<FailedCommand | undefined> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) return undefined;
      const start = Math.max(0, stat.size - MAX_BYTES);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, start);
      return chooseNote(readNotes(buffer.toString('utf8', 0, bytesRead)), pkgbuildPath);
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Not there, or not what the driver writes: the message then does without it.
    if (isSystemError(error, 'ENOENT', 'ELOOP', 'EACCES', 'ENXIO')) return undefined;
    throw error;
  }
}

/** The last notes of the text, oldest first; the first one may be cut. */
function readNotes(text: string): Note[] {
  const fields = text.split('\0').slice(0, -1);
  const notes: Note[] = [];
  for (let end = fields.length; end >= NOTE_FIELDS; end -= NOTE_FIELDS) {
    const [shell = '', status = '', line = '', command = '', file = ''] = fields.slice(
      end - NOTE_FIELDS,
      end,
    );
    notes.unshift({ shell, status, line, command, file });
  }
  return notes;
}

/**
 * The note of the shell that ran the function. Where that shell only notes that an inner one failed, as with a
 * function whose body is a subshell, the inner shell's own note says more.
 */
function chooseNote(notes: readonly Note[], pkgbuildPath: string): FailedCommand | undefined {
  const outer = notes.at(-1);
  if (outer?.shell !== 'outer') return undefined;
  const inner = notes.at(-2);
  const isVague = outer.file !== pkgbuildPath || outer.command.startsWith('(');
  return isVague && inner?.shell === 'inner' && inner.status === outer.status ? inner : outer;
}
