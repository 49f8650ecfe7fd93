import type { DoctorReport, Finding } from 'rbee-hive-daemon/api';
import packageJson from '../../../package.json' with { type: 'json' };
import type { CommandContext } from '../../context.js';
import { requireDaemon } from '../../daemon/require-daemon.js';
import { CommandFailure } from '../../errors.js';
import type { Colors } from '../../output/colors.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

export const addDoctor: AddCommand = (program, run) => {
  command(program, {
    name: 'doctor',
    description: 'check whether this machine can install and run workers, and say what to do where it cannot',
    examples: [['doctor', 'fails when something has to be done']],
  }).action(() => run(doctor));
};

/** Checks whether this machine can install and run workers; prints what it found, and fails when there is a problem. */
async function doctor(context: CommandContext): Promise<DoctorReport> {
  const { print, colors, signal, isElsewhere } = context;
  const [machine, daemon] = await Promise.all([
    isElsewhere ? (await requireDaemon(context)).workers.doctor(signal) : examineHere(context),
    examineDaemon(context),
  ]);
  const report = { findings: [...machine.findings, daemon] };
  for (const finding of report.findings) for (const line of findingLines(finding, colors)) print(line);
  const problems = report.findings.filter(({ verdict }) => verdict === 'problem');
  if (problems.length === 0) return report;
  throw new CommandFailure({
    code: 'UNHEALTHY',
    message: `The doctor found ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}: ${problems.map(({ check }) => check).join(', ')}.`,
    hint: 'Each says above what to do about it.',
    result: report,
  });
}

async function examineHere({ openCatalog, env, signal }: CommandContext): Promise<DoctorReport> {
  const { examine } = await import('rbee-hive-daemon');
  const { registryName } = await import('../../catalog/open-catalog.js');
  return examine({ catalog: await openCatalog(), registry: registryName(env), env, signal });
}

async function examineDaemon({ findDaemon, stateDir }: CommandContext): Promise<Finding> {
  const check = 'daemon';
  const daemon = await findDaemon();
  if (daemon === undefined) {
    const message = `None is running for ${stateDir}; commands work without it.`;
    return { check, verdict: 'ok', message };
  }
  const message = `Version ${daemon.version} runs at ${daemon.url}; commands work through it.`;
  if (daemon.version === packageJson.version) return { check, verdict: 'ok', message };
  return {
    ...{ check, verdict: 'warning', message },
    hint: `This command line is version ${packageJson.version}. Restart the daemon.`,
  };
}

const MARKS = { ok: '✓', warning: '!', problem: '✗' } as const;

function findingLines({ check, verdict, message, hint }: Finding, colors: Colors): string[] {
  const paint = { ok: colors.green, warning: colors.yellow, problem: colors.red }[verdict];
  return [
    `${paint(MARKS[verdict])} ${colors.bold(printable(check))}: ${printable(message)}`,
    ...(hint === undefined ? [] : [`    ${colors.cyan('hint')} ${printable(hint)}`]),
  ];
}
