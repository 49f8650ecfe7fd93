import path from 'node:path';
import type { Problem, Rule } from './rule.js';

/** Suites that are about a whole package: a test of one of these names, or below a folder of one, mirrors no file. */
const SUITES: ReadonlySet<string> = new Set([
  'abort',
  'attacks',
  'browser',
  'conformance',
  'differential',
  'e2e',
  'faults',
  'fuzz',
  'installed-tools',
  'load',
  'makepkg',
  'public-api',
  'readme',
  'types',
]);

const TEST = /^((?:packages|apps|internal)\/[^/]+)\/test\/(.+)\.test\.tsx?$/;

/** `test/a/b.test.ts` tests `src/a/b.ts` or `src/a/b/`; `test/a/b/some-case.test.ts` a case of `src/a/b.ts`. */
export const mirroredTests: Rule = {
  name: 'mirrored-tests',
  find({ files }) {
    const sources = namesOfSources(files);
    return files.flatMap((file): Problem[] => {
      const [, workspace = '', name] = TEST.exec(file) ?? [];
      if (name === undefined || isMirrored(`${workspace}/src/${name}`, sources)) return [];
      if (name.split('/').some((part) => SUITES.has(part))) return [];
      return [{ path: file, text: `names no file or folder of ${workspace}/src, and none of the suites.` }];
    });
  },
};

interface Sources {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
}

function namesOfSources(files: readonly string[]): Sources {
  const sources = files.filter((file) => /^(?:packages|apps|internal)\/[^/]+\/src\//.test(file));
  const folders = sources.map((file) => path.dirname(file));
  return {
    files: new Set(sources.map((file) => file.replace(/\.(?:tsx?|bash)$/, ''))),
    folders: new Set(folders.flatMap(withParents)),
  };
}

function withParents(folder: string): string[] {
  const parts = folder.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function isMirrored(name: string, { files, folders }: Sources): boolean {
  return files.has(name) || folders.has(name) || files.has(path.dirname(name));
}
