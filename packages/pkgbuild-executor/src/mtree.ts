import { createPace } from './pace.js';
import { type PackageEntry, sha256Of } from './package-entries.js';

const DEFAULT_MODE = 0o644;

const TYPE_WORDS = { file: 'file', folder: 'dir', link: 'link' } as const;

/** The text of `.MTREE`, mtree(5): every entry with the keywords that makepkg asks for. */
export async function mtreeOf(
  entries: readonly PackageEntry[],
  mtime: number,
  signal?: AbortSignal,
): Promise<string> {
  const pace = createPace(signal);
  const lines = ['#mtree', `/set type=file uid=0 gid=0 mode=${DEFAULT_MODE.toString(8)}`];
  for (const entry of entries) {
    await pace();
    lines.push(await lineOf(entry, mtime));
  }
  return `${lines.join('\n')}\n`;
}

async function lineOf(entry: PackageEntry, mtime: number): Promise<string> {
  const words = [
    `./${escaped(entry.path)}`,
    `time=${mtime}.0`,
    ...(entry.mode === DEFAULT_MODE ? [] : [`mode=${entry.mode.toString(8)}`]),
    ...(entry.uid === 0 ? [] : [`uid=${entry.uid}`]),
    ...(entry.gid === 0 ? [] : [`gid=${entry.gid}`]),
    ...(entry.type === 'file' ? [`size=${entry.size}`] : [`type=${TYPE_WORDS[entry.type]}`]),
    ...(entry.target === undefined ? [] : [`link=${escaped(entry.target)}`]),
    ...(entry.type === 'file' ? [`sha256digest=${await sha256Of(entry)}`] : []),
  ];
  return words.join(' ');
}

/** Blanks, "#", "\", "=" and all that is not printable ASCII as three octal digits. */
function escaped(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      byte > 0x20 && byte < 0x7f && !'#\\='.includes(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `\\${byte.toString(8).padStart(3, '0')}`,
    )
    .join('');
}
