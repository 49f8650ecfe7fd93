import { Option } from 'commander';
import { z } from 'zod';

/**
 * The option for a field of an operation. Description, default and possible values are the field's own.
 *
 * @param flags as commander has them, such as `--backend <name>`
 * @param parse reads what was typed; @default it is taken as it is
 */
export function fieldOption(flags: string, field: z.ZodType, parse?: (text: string) => unknown): Option {
  const { default: value } = field.meta() ?? {};
  const option = new Option(flags, helpOf(field));
  const choices = choicesOf(field);
  if (choices !== undefined) option.choices(choices);
  if (parse !== undefined) option.argParser(parse);
  // Of a flag, absent is `false`; the help need not say so.
  if (value !== undefined && value !== false) option.default(value);
  return option;
}

/** What the help says of a field: its description, without a capital. */
export function helpOf(field: z.ZodType): string {
  const { description = '' } = field.meta() ?? {};
  return description.replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase());
}

function choicesOf(field: z.ZodType): string[] | undefined {
  const inner = field instanceof z.ZodOptional ? field.unwrap() : field;
  return inner instanceof z.ZodEnum ? inner.options.map(String) : undefined;
}
