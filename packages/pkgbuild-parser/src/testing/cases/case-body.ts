/** A case without the lines that every recipe needs. */
export interface CaseBody {
  readonly name: string;
  readonly body: string;
  /** The lines of the `.SRCINFO`; `undefined` where makepkg refuses the recipe. */
  readonly srcinfo: readonly string[] | undefined;
}
