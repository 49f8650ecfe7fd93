import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What only `internal/system` may do, so that each thing that the system is asked has one home. */
interface Rule {
  /** Found in the source text, comments left out. */
  readonly pattern: RegExp;
  readonly instead: string;
  /** Files, relative to the repository, that may do it all the same, each for a reason that stands in the file. */
  readonly except?: RegExp;
}

const BROWSER = /^apps\/hive-page\//;

export const RULES: readonly Rule[] = [
  {
    pattern: /from '(?:node:)?child_process'|from 'execa'|import\('execa'\)/,
    instead:
      'Programs are started by runProgram, streamProgram or startProcess of @rbee-internal/system/process.',
  },
  {
    pattern: /\bprocess\.kill\(/,
    instead: 'Processes are ended by the process tree or group of @rbee-internal/system/process.',
    // A program that a signal ends repeats that signal to itself.
    except: /^apps\/rbee-hive\/src\/interruption\.ts$/,
  },
  {
    pattern: /random\/boot_id|\/ns\/pid/,
    instead: 'Who a process is, identify and ownIdentity of @rbee-internal/system/process tell.',
  },
  {
    pattern: /AbortSignal\.timeout\(/,
    instead:
      'Deadlines are armed by withDeadline or startDeadline of @rbee-internal/system/time: on Node 20 the timer of AbortSignal.timeout can be lost.',
  },
  {
    pattern: /\benv(?:ironment)?(?:\.|\[['"])(?:https?|no|all)_proxy\b/i,
    instead: 'Proxy variables are read by readProxies of @rbee-internal/system/transport.',
  },
  {
    pattern: /(?<!typeof )\bglobalThis\.fetch\b|(?<![.\w])(?<!function )fetch\((?=['"`\w])/,
    instead:
      'Requests go through openTransport of @rbee-internal/system/transport, not through the fetch of Node.',
    except: BROWSER,
  },
  {
    pattern: /\b(?:function \w*|class )[lL]ineSplitter\b/,
    instead: 'Output is split by createLineSplitter of @rbee-internal/system/files.',
  },
];

const GROUPS = ['packages', 'apps', 'internal'];
/** The one home, and what stands around tests. */
const LEFT_OUT = new Set(['internal/system', 'internal/test-kit']);

/** @throws when a source file asks the system itself, naming every place that does */
export function checkSystemCalls(root: string): void {
  const problems = findSystemCalls(root);
  if (problems.length > 0) throw new Error(`The system is asked elsewhere:\n  ${problems.join('\n  ')}`);
}

/** One sentence for each line outside `internal/system` that does what only it may. */
export function findSystemCalls(root: string): string[] {
  const files = GROUPS.flatMap((group) => workspacesIn(root, group)).flatMap((folder) =>
    sourceFiles(path.join(root, folder, 'src')).map((file) => path.relative(root, file)),
  );
  if (files.length === 0) return [`${root} has no source files.`];
  return files.flatMap((file) => problemsIn(file, readFileSync(path.join(root, file), 'utf8')));
}

function workspacesIn(root: string, group: string): string[] {
  const folder = path.join(root, group);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => `${group}/${name}`)
    .filter((name) => !LEFT_OUT.has(name) && existsSync(path.join(root, name, 'src')));
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => path.join(folder, name));
}

function problemsIn(file: string, text: string): string[] {
  const lines = text.split('\n');
  return RULES.filter(({ except }) => except === undefined || !except.test(file)).flatMap(
    ({ pattern, instead }) =>
      lines.flatMap((line, index) =>
        !isComment(line) && pattern.test(line) ? [`${file}:${index + 1}: ${instead}`] : [],
      ),
  );
}

function isComment(line: string): boolean {
  return /^\s*(?:\/\/|\/?\*)/.test(line);
}
