import type { FunctionReport, PkgbuildReport } from '@rbee/worker-catalog';

/** What a reviewer sees of one part of a recipe. */
export interface PartReview {
  readonly name: string;
  readonly line: number;
  /** `gcc`, `install ×3`. */
  readonly commands: readonly string[];
  readonly hosts: readonly string[];
  /** What wants a second look, in a sentence each. */
  readonly warnings: readonly string[];
}

/** The parts of a recipe that do something: what runs when it is read first, where there is any, then its functions. */
export function reviewParts({ topLevel, functions }: PkgbuildReport): PartReview[] {
  const top = reviewPart({ ...topLevel, name: 'when it is read' });
  const parts = functions.map(reviewPart);
  return top.commands.length + top.warnings.length > 0 ? [top, ...parts] : parts;
}

/** Every host that a recipe names, sorted. */
export function hostsOf({ topLevel, functions }: PkgbuildReport): string[] {
  return [...new Set([topLevel, ...functions].flatMap(({ hosts }) => hosts))].sort();
}

function reviewPart(report: FunctionReport): PartReview {
  const { name, range, commands, hosts, networkTools } = report;
  const listed = [
    ['writes outside its folders', report.outsideWrites],
    ['asks for more rights', report.privileged],
    ['runs text as code', report.evals],
    ['is not understood', report.notUnderstood],
  ] as const;
  return {
    name,
    line: range.start.line,
    commands: commands.map((command) =>
      command.count === 1 ? command.name : `${command.name} ×${command.count}`,
    ),
    hosts,
    warnings: [
      ...(networkTools.length > 0 ? [`reaches the network: ${networkTools.join(', ')}`] : []),
      ...listed.flatMap(([what, places]) =>
        places.map(({ text, range: { start } }) => `${what}: ${text} (line ${start.line})`),
      ),
    ],
  };
}
