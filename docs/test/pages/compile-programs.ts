import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

/** Type-checks all programs at once, as a reader's own strict project would, and returns what is wrong. */
export async function compilePrograms(
  folder: string,
  programs: ReadonlyMap<string, string>,
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  for (const [name, code] of programs) await writeFile(path.join(folder, `${name}.ts`), code);
  const base = path.resolve(import.meta.dirname, '../../../tsconfig.base.json');
  const config = ts.readConfigFile(base, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, path.dirname(base));
  const program = ts.createProgram({
    rootNames: [...programs.keys()].map((name) => path.join(folder, `${name}.ts`)),
    options: { ...options, noEmit: false, outDir: path.join(folder, 'out'), rootDir: folder },
  });
  const problems = ts.getPreEmitDiagnostics(program).map(describe);
  if (problems.length === 0) program.emit();
  return problems;
}

function describe({ file, start, messageText }: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, '\n');
  if (file === undefined || start === undefined) return text;
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `${path.basename(file.fileName)}:${line + 1}: ${text}`;
}
