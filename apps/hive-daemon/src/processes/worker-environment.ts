/** Variables that are the hive's own secrets. */
const SECRET_NAME = /^RBEE_.*(?:TOKEN|SECRET|KEY|PASSWORD)/i;

/**
 * Variables that change what an engine does behind the back of its command line: a stray one in the shell that started
 * the daemon would give every worker another model, another context, or a model hub's token.
 */
const ENGINE_NAME =
  /^(?:LLAMA|GGML|WHISPER|HF|HUGGINGFACE|HUGGING_FACE|TRANSFORMERS|OLLAMA|VLLM|LLORCH|MODEL_ENDPOINT)(?:_|$)/i;

/** Which of the machine's devices an engine may use: what was seen of the hardware and proven holds with these only. */
const DEVICE_NAMES: ReadonlySet<string> = new Set(['GGML_VK_VISIBLE_DEVICES']);

/**
 * The environment of a worker: the daemon's, less the licence token, the daemon's token, whatever holds it, and what
 * engines would take settings from. What chooses among the devices stays.
 */
export function workerEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  token: string | undefined,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || SECRET_NAME.test(name)) continue;
    if (ENGINE_NAME.test(name) && !DEVICE_NAMES.has(name)) continue;
    if (token === undefined || !value.includes(token)) kept[name] = value;
  }
  return kept;
}
