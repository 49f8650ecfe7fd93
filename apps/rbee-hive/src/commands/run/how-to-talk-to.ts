import type { WorkerBinary } from '@rbee/worker-catalog';

/** What a person types to use a worker that is ready. */
export function howToTalkTo({ id, launch }: Pick<WorkerBinary, 'id' | 'launch'>, url: string): string[] {
  const commands = launch === undefined ? [] : launch.tasks.flatMap((task) => COMMANDS[task] ?? []);
  if (commands.length > 0) return [`${id} is ready at ${url}. Use it:`, ...commands.map(indented)];
  const body = '{"messages":[{"role":"user","content":"Hello"}],"stream":true}';
  return [
    `${id} is ready at ${url}. Talk to it:`,
    `  curl ${url}/health`,
    `  curl -N ${url}/v1/chat/completions -H 'content-type: application/json' -d '${body}'`,
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
