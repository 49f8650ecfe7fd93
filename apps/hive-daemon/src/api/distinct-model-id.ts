/** A model that is known already, by what clients call it. */
export interface KnownModel {
  readonly id: string;
  /** The absolute path of its file or folder. */
  readonly model?: string | undefined;
}

/**
 * What clients call a model that was given no name, where another file of the same name is served: the name of its folder
 * comes before it, and then a number after it. A model that is known keeps what it is called.
 *
 * @param wanted its name, without folders
 * @example distinctModelId('model', '/b/model.gguf', [{ id: 'model', model: '/a/model.gguf' }]); // b/model
 */
export function distinctModelId(wanted: string, model: string, known: readonly KnownModel[]): string {
  const folder =
    model
      .split(/[\\/]/)
      .at(-2)
      ?.replace(/[^A-Za-z0-9._+:@-]/g, '-') ?? '';
  const qualified = /^[A-Za-z0-9]/.test(folder) ? [`${folder}/${wanted}`] : [];
  // One more than are known: one of them is free.
  const numbered = known.map((_, index) => `${wanted}-${index + 2}`);
  const candidates = [wanted, ...qualified, ...numbered, `${wanted}-${known.length + 2}`];
  const own = known.find((one) => one.model === model && candidates.includes(one.id));
  if (own !== undefined) return own.id;
  const taken = new Set(known.map(({ id }) => id));
  return candidates.find((id) => !taken.has(id)) ?? wanted;
}
