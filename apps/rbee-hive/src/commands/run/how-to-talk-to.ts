import type { WorkerBinary } from '@rbee/worker-catalog';
import type { CommandContext } from '../../context.js';

/** What a person types to use a worker that is ready. That of another machine is reached through its hive. */
export function howToTalkTo(
  { id, launch }: Pick<WorkerBinary, 'id' | 'launch'>,
  url: string,
  { isElsewhere = false }: Partial<Pick<CommandContext, 'isElsewhere'>> = {},
): string[] {
  const commands = launch === undefined ? [] : launch.tasks.flatMap((task) => COMMANDS[task] ?? []);
  if (commands.length > 0) return [`${id} is ready at ${url}. Use it:`, ...commands.map(indented)];
  const body = '{"messages":[{"role":"user","content":"Hello"}],"stream":true}';
  // Not on the command line, which other users can read.
  const token = isElsewhere ? ` -H @- <<< "Authorization: Bearer $(cat TOKEN_FILE)"` : '';
  return [
    `${id} is ready at ${url}. Talk to it:`,
    `  curl ${url}/health${token}`,
    `  curl -N ${url}/v1/chat/completions -H 'content-type: application/json' -d '${body}'${token}`,
  ];
}

/** What is no talk: each server has a path of its own for it, and the daemon knows them. */
const COMMANDS: Readonly<Record<string, string>> = {
  transcription: 'rbee-hive transcribe FILE',
  image: 'rbee-hive imagine "PROMPT"',
};

function indented(line: string): string {
  return `  ${line}`;
}
