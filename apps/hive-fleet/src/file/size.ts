import { z } from 'zod';

const UNITS = 'KMGT';
const STEP = 1_024;
const DECIMAL_STEP = 1_000;

/** A size of memory as people write it, such as `12GiB` or `500MB`; read as bytes. */
export const Size = z
  .string()
  .regex(/^\d{1,9}(?:\.\d{1,3})?\s?[KMGT]i?B$/, 'must be a size such as 12GiB')
  .transform((text) => {
    const [, number, unit = '', binary] = /^([\d.]+)\s?([KMGT])(i?)B$/.exec(text) ?? [];
    return Math.floor(Number(number) * (binary === 'i' ? STEP : DECIMAL_STEP) ** (UNITS.indexOf(unit) + 1));
  });
