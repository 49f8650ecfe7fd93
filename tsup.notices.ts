import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Options } from 'tsup';

const OUTPUT = 'dist/THIRD-PARTY-LICENSES.txt';

/** Writes the licences of all libraries that were inlined beside what was built, as they ask. */
export const thirdPartyNotices: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'third-party-notices',
  setup(build) {
    build.initialOptions.metafile = true;
    build.onEnd(({ metafile }) => {
      const folders = new Set(Object.keys(metafile?.inputs ?? {}).flatMap(packageFolder));
      const notices = [...folders].map(noticeOf).sort();
      if (notices.length === 0) return;
      mkdirSync(path.dirname(OUTPUT), { recursive: true });
      writeFileSync(OUTPUT, notices.join('\n\n'));
    });
  },
};

/** `…/node_modules/NAME` of a file in it, in the innermost such folder. */
function packageFolder(file: string): string[] {
  const match = /^(.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)[/\\]/.exec(file);
  return match?.[1] === undefined ? [] : [match[1]];
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : `\n\n${readFileSync(path.join(folder, file), 'utf8').trim()}`;
  return `${name} ${version} (${license})${text}\n`;
}
