/** Variables through which a program would run other code than its own. */
const FORBIDDEN_VARIABLE =
  /^(?:LD_|DYLD_|BASH_ENV$|ENV$|IFS$|PATH$|HOME$|NODE_OPTIONS$|PYTHON(?:PATH|HOME|STARTUP)$|PERL5(?:LIB|OPT)$|GGML_BACKEND_PATH$|RBEE_)/;

/**
 * What is wrong with setting a variable for a worker, as a sentence's end; `undefined` when it may be set.
 * @example
 * launchVariableProblem('LD_PRELOAD'); // 'must not change how programs are found or loaded'
 */
export function launchVariableProblem(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name)) return 'must be the name of a variable';
  return FORBIDDEN_VARIABLE.test(name) ? 'must not change how programs are found or loaded' : undefined;
}
