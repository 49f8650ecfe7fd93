import type { ApiError } from 'rbee-hive-daemon/api';

/** Why what a button began has failed, beside that button. */
export function ActionProblem({ problem }: { readonly problem: ApiError | undefined }) {
  if (problem === undefined) return null;
  return (
    <p class="tone-bad small breakable" role="alert">
      {problem.message}
    </p>
  );
}
