import type { FormProblem, StartForm } from '../../model/start/start-form.js';

export interface FieldsProps {
  readonly form: StartForm;
  readonly problem: FormProblem | undefined;
  readonly onChange: (form: StartForm) => void;
}

/** What a control of a field with a problem says to a screen reader. */
export function invalid(problem: FormProblem | undefined, name: keyof StartForm) {
  return problem?.field === name
    ? { 'aria-invalid': true as const, 'aria-describedby': `${name}-problem` }
    : {};
}

/** What is wrong with a field, below it. */
export function Problem({
  problem,
  name,
}: Pick<FieldsProps, 'problem'> & { readonly name: keyof StartForm }) {
  if (problem?.field !== name) return null;
  return (
    <span class="field-problem" id={`${name}-problem`} role="alert">
      {problem.message}
    </span>
  );
}
