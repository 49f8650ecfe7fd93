/** One way in which a stranger installs what was published, and runs a program with it. */
export interface Client {
  readonly name: string;
  /** What the project has beside its manifest and program. */
  readonly files: Readonly<Record<string, string>>;
  readonly install: Command;
  /** Runs `index.mjs` of the project. */
  readonly execute: Command;
}

export type Command = readonly [program: string, ...args: string[]];

/** The registries that a client asks. */
export interface Registries {
  /** Of what is ours. */
  readonly ours: string;
  /** Of all else. */
  readonly others: string;
}

const NODE: Command = [process.execPath, 'index.mjs'];
const YARN = ['npx', '-y', '-p', '@yarnpkg/cli-dist@4', 'yarn'] as const;

function npmrc({ ours, others }: Registries): string {
  return `@rbee:registry=${ours}/\nregistry=${others}\n`;
}

/** The clients that every run tries. */
export function quickClients(registries: Registries, pnpm: Command): readonly Client[] {
  return [
    {
      name: 'npm',
      files: { '.npmrc': npmrc(registries) },
      install: ['npm', 'install', '--no-audit', '--no-fund'],
      execute: NODE,
    },
    {
      name: 'pnpm',
      files: { '.npmrc': npmrc(registries), 'pnpm-workspace.yaml': 'minimumReleaseAge: 0\n' },
      install: [...pnpm, 'install'],
      execute: NODE,
    },
    yarnBerry('yarn with Plug and Play', 'pnp', registries),
  ];
}

/** All others. */
export function slowClients(registries: Registries): readonly Client[] {
  return [
    {
      name: 'yarn classic',
      files: {
        '.npmrc': npmrc(registries),
        '.yarnrc': `"@rbee:registry" "${registries.ours}/"\nregistry "${registries.others}"\n`,
      },
      install: ['npx', '-y', 'yarn@1.22', 'install', '--no-progress', '--non-interactive'],
      execute: NODE,
    },
    yarnBerry('yarn with node_modules', 'node-modules', registries),
    {
      name: 'bun',
      files: { '.npmrc': npmrc(registries) },
      install: ['npx', '-y', 'bun@1', 'install'],
      execute: ['npx', '-y', 'bun@1', 'index.mjs'],
    },
  ];
}

function yarnBerry(name: string, nodeLinker: string, { ours, others }: Registries): Client {
  const settings = {
    nodeLinker,
    npmRegistryServer: others,
    npmScopes: { rbee: { npmRegistryServer: ours } },
    unsafeHttpWhitelist: [new URL(ours).hostname, new URL(others).hostname],
    npmMinimalAgeGate: 0,
    npmPreapprovedPackages: ['@rbee/*'],
    enableTelemetry: false,
    enableImmutableInstalls: false,
  };
  return {
    name,
    files: { '.yarnrc.yml': JSON.stringify(settings), 'yarn.lock': '' },
    install: [...YARN, 'install'],
    execute: [...YARN, 'node', 'index.mjs'],
  };
}
