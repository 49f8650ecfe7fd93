/** Rows as lines whose columns are aligned, as a terminal shows them, two blanks apart. */
export async function formatTable(rows: readonly (readonly string[])[]): Promise<string[]> {
  const widthOf = await widthFor(rows);
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}

/** Plain ASCII is as wide as it is long; the tables for all else take as long to load as Node itself. */
async function widthFor(rows: readonly (readonly string[])[]): Promise<(text: string) => number> {
  if (rows.flat().every((cell) => /^[ -~]*$/.test(cell))) return ({ length }) => length;
  return (await import('string-width')).default;
}
