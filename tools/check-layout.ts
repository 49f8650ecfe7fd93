import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

/** Which of our packages each may depend on. Anything else is a forbidden edge. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  '@rbee/artifact-catalog': [],
  '@rbee/pkgbuild-parser': [],
  '@rbee/pkgbuild-executor': [],
  '@rbee/source-fetcher': ['@rbee/pkgbuild-parser'],
  '@rbee/aur-arch': ['@rbee/pkgbuild-parser'],
  '@rbee/worker-provisioner': [
    '@rbee/artifact-catalog',
    '@rbee/aur-arch',
    '@rbee/pkgbuild-executor',
    '@rbee/pkgbuild-parser',
    '@rbee/source-fetcher',
  ],
  '@rbee/worker-catalog': ['@rbee/artifact-catalog', '@rbee/worker-provisioner'],
  '@rbee/model-catalog': ['@rbee/artifact-catalog', '@rbee/source-fetcher'],
  'rbee-hive': [
    '@rbee/model-catalog',
    '@rbee/worker-catalog',
    'rbee-hive-daemon',
    'rbee-hive-fleet',
    'rbee-hive-page',
    'rbee-worker-registry',
  ],
  'rbee-hive-daemon': ['@rbee/model-catalog', '@rbee/worker-catalog'],
  // What a hive is to a fleet; the daemon knows nothing of it.
  'rbee-hive-fleet': ['@rbee/worker-catalog', 'rbee-hive-daemon'],
  // Types only.
  'rbee-hive-page': ['@rbee/worker-catalog', 'rbee-hive-daemon'],
  'rbee-worker-registry': ['@rbee/pkgbuild-parser'],
};

/** Packages that run in a browser: none of Node's modules may be imported but by the entries named as Node's own. */
const BROWSER_PACKAGES: ReadonlySet<string> = new Set(['@rbee/pkgbuild-parser', 'rbee-hive-page']);
const NODE_ENTRIES = /^src\/(?:node\.ts|cli(?:-[^/]*)?\.ts|cli\/.*)$/;

/** Packages that are built with everything inside: what they import is a development dependency of theirs. */
const WHOLE_PACKAGES: ReadonlySet<string> = new Set(['@rbee/worker-catalog', 'rbee-hive']);

const INTERNAL = '@rbee-internal/';

interface Workspace {
  readonly folder: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  /** What it works without, and is loaded where it is installed. */
  readonly optionalPeers: readonly string[];
}

/** @throws when the workspace breaks the dependency graph, naming every place that does */
export function checkLayout(root: string): void {
  const problems = findLayoutProblems(root);
  if (problems.length > 0) throw new Error(`The dependency graph is broken:\n  ${problems.join('\n  ')}`);
}

/** One sentence for each forbidden dependency or import. */
export function findLayoutProblems(root: string): string[] {
  const workspaces = ['packages', 'apps'].flatMap((group) => readWorkspaces(root, group));
  if (workspaces.length === 0) return [`${root} has no packages.`];
  return workspaces.flatMap((workspace) => [...manifestProblems(workspace), ...importProblems(workspace)]);
}

function readWorkspaces(root: string, group: string): Workspace[] {
  const folder = path.join(root, group);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => path.join(folder, name))
    .filter((candidate) => existsSync(path.join(candidate, 'package.json')))
    .map((candidate) => {
      const manifest = JSON.parse(readFileSync(path.join(candidate, 'package.json'), 'utf8'));
      return {
        folder: candidate,
        name: manifest.name,
        dependencies: Object.keys(manifest.dependencies ?? {}),
        devDependencies: Object.keys(manifest.devDependencies ?? {}),
        optionalPeers: Object.keys(manifest.peerDependenciesMeta ?? {}),
      };
    });
}

function manifestProblems({ name, dependencies }: Workspace): string[] {
  const allowed = ARROWS[name];
  if (allowed === undefined) return [`${name} has no place in the dependency graph.`];
  return dependencies
    .filter((dependency) => isOurs(dependency) && !allowed.includes(dependency))
    .map((dependency) => `${name} may not depend on ${dependency}.`);
}

function importProblems(workspace: Workspace): string[] {
  return sourceFiles(path.join(workspace.folder, 'src')).flatMap((file) =>
    importsOf(file)
      .map((specifier) => importProblem(workspace, { specifier, file }))
      .filter((problem) => problem !== undefined)
      .map((problem) => `${path.relative(path.dirname(workspace.folder), file)}: ${problem}`),
  );
}

function importProblem(
  { folder, name, dependencies, devDependencies, optionalPeers }: Workspace,
  { specifier, file }: { readonly specifier: string; readonly file: string },
): string | undefined {
  if (specifier.startsWith('.')) return undefined;
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) {
    const isForNode = NODE_ENTRIES.test(path.relative(folder, file).split(path.sep).join('/'));
    return BROWSER_PACKAGES.has(name) && !isForNode
      ? `${name} runs in a browser and may not import ${specifier}.`
      : undefined;
  }
  const imported = packageOf(specifier);
  if (isOurs(imported) && !(ARROWS[name] ?? []).includes(imported))
    return `${name} may not import ${imported}.`;
  const declared = declaredFor(imported, { name, dependencies, devDependencies, optionalPeers });
  return declared.includes(imported)
    ? undefined
    : `${imported} is imported but not declared in package.json.`;
}

function declaredFor(
  imported: string,
  { name, dependencies, devDependencies, optionalPeers }: Omit<Workspace, 'folder'>,
): readonly string[] {
  if (imported.startsWith(INTERNAL)) return devDependencies;
  const own = [...dependencies, ...optionalPeers];
  return WHOLE_PACKAGES.has(name) ? [...own, ...devDependencies] : own;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => path.join(folder, name));
}

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function isOurs(name: string): boolean {
  return Object.hasOwn(ARROWS, name);
}
