/** What stands in the tree for a backtick that only counts when its word is expanded: a character for private use. */
export const HIDDEN_BACKTICK = '\uf8ff';
