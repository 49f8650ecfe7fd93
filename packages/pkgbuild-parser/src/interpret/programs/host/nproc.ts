import { noteAsked } from '../../state/facts.js';
import { findVariable } from '../../state/variables/find-variable.js';
import { notFollowed, type Program, type ProgramUse, writeLines } from '../support/program.js';

/**
 * `nproc`, `nproc --ignore=N` and `nproc --all`, from the facts. Not followed where the environment sets the
 * number of OpenMP's threads, which `nproc` prints instead.
 */
export const nproc: Program = (use) => {
  const [option = '', ...others] = use.args;
  const ignored = /^--ignore=(\d{1,6})$/.exec(option)?.[1] ?? '0';
  const countsAll = option === '--all';
  const isFollowed = option === '' || countsAll || option.startsWith('--ignore=');
  if (others.length > 0 || !isFollowed || !/^(?:--all|--ignore=\d{1,6})?$/.test(option))
    throw notFollowed(use);
  const count = countsAll ? installed(use) : available(use);
  writeLines(use, [String(Math.max(1, count - Number(ignored)))]);
  return 0;
};

function available(use: ProgramUse): number {
  const { shell } = use;
  const { processors } = shell.facts.host;
  const isLimited = ['OMP_NUM_THREADS', 'OMP_THREAD_LIMIT'].some(
    (name) => findVariable(shell, name)?.value !== undefined,
  );
  if (processors === undefined || isLimited) throw notFollowed(use);
  noteAsked(shell, 'nproc');
  return processors;
}

/** Those that the machine has, whether or not this process may use them. */
function installed(use: ProgramUse): number {
  const text = use.shell.facts.host.configuration.get('_NPROCESSORS_CONF') ?? '';
  if (!/^[1-9]\d{0,5}$/.test(text)) throw notFollowed(use);
  noteAsked(use.shell, 'getconf _NPROCESSORS_CONF');
  return Number(text);
}
