import { type Command, Option } from 'commander';

/** What says which hive a command works with. */
export interface HiveFlags {
  /** Its URL. @default this machine's hive */
  readonly hive?: string | undefined;
  /** A file with its token. @default what RBEE_HIVE_TOKEN says */
  readonly hiveTokenFile?: string | undefined;
  /** A file with certificates in PEM that are trusted besides the usual ones. @default none */
  readonly hiveCaFile?: string | undefined;
  /** Whether the token may go to another machine without encryption. @default false */
  readonly hiveAllowHttp?: boolean | undefined;
}

export function addHiveOptions(program: Command): void {
  program
    .addOption(
      new Option(
        '--hive <url>',
        'work with the hive of another machine, such as https://hive.example.org',
      ).env('RBEE_HIVE'),
    )
    .addOption(
      new Option(
        '--hive-token-file <file>',
        'a file of mode 0600 with its token (also: RBEE_HIVE_TOKEN)',
      ).env('RBEE_HIVE_TOKEN_FILE'),
    )
    .addOption(
      new Option('--hive-ca-file <file>', 'certificates to trust besides the usual ones, in PEM').env(
        'RBEE_HIVE_CA_FILE',
      ),
    )
    .option('--hive-allow-http', 'let the token go to another machine without encryption');
}

/**
 * The flags as they count for a command. One that works on this machine only, or with `--no-daemon`, does without what
 * the environment or the configuration says of another hive; typed together they are refused.
 */
export function hiveFlagsFor(
  program: Command,
  isLocal: boolean,
): { readonly flags: HiveFlags; readonly isRefused: boolean } {
  const { hive, hiveTokenFile, hiveCaFile, hiveAllowHttp, daemon } = program.opts<
    HiveFlags & { readonly daemon?: boolean }
  >();
  if (!hive) return { flags: {}, isRefused: false };
  if (!isLocal && daemon !== false)
    return { flags: { hive, hiveTokenFile, hiveCaFile, hiveAllowHttp }, isRefused: false };
  return { flags: {}, isRefused: program.getOptionValueSource('hive') === 'cli' };
}
