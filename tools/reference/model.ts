/** What a package exports, as its reference shows it. */
export interface PackageReference {
  readonly name: string;
  readonly description: string;
  readonly items: readonly Item[];
  /** Names that come from another package of ours, by the package. */
  readonly passedOn: ReadonlyMap<string, readonly string[]>;
}

export type Item = FunctionItem | TypeItem | ClassItem | UnionItem | ConstantItem;

interface Documented {
  readonly name: string;
  /** The entry that exports it: `.`, `./testing`. */
  readonly entry: string;
  readonly doc: Doc;
}

export interface FunctionItem extends Documented {
  readonly kind: 'function';
  readonly signatures: readonly string[];
}

export interface TypeItem extends Documented {
  readonly kind: 'type';
  /** The declaration without members, such as `interface FetchOptions extends Limits`. */
  readonly heading: string;
  readonly members: readonly Member[];
}

export interface ClassItem extends Documented {
  readonly kind: 'class';
  readonly heading: string;
  readonly members: readonly Member[];
}

/** A closed union: error codes, events, states. */
export interface UnionItem extends Documented {
  readonly kind: 'union';
  readonly variants: readonly Variant[];
}

export interface Variant {
  /** The literal, or the `type` of an object. */
  readonly label: string;
  readonly doc: Doc;
  readonly members: readonly Member[];
}

export interface ConstantItem extends Documented {
  readonly kind: 'constant';
  readonly text: string;
}

export interface Member {
  readonly name: string;
  readonly isOptional: boolean;
  readonly type: string;
  readonly doc: Doc;
}

/** A docstring. */
export interface Doc {
  readonly text: string;
  readonly examples: readonly string[];
  /** `@throws`, `@default`, `@returns`, `@param`: the tag and its text. */
  readonly tags: readonly { readonly tag: string; readonly text: string }[];
}
