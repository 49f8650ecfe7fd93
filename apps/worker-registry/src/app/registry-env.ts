/** What a server passes with each request, as the second argument of the app's `fetch`. */
export interface RegistryBindings {
  /** The address of the client, for the rate limit and the log. @default not known, and not limited */
  readonly clientAddress?: string | undefined;
}

/** The app's environment, as Hono names it; at run time there is none unless a server passes it. */
export interface RegistryEnv {
  Bindings: RegistryBindings;
}
