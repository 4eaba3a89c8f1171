/** How deep a value may be nested: less than what ends the stack of `JSON.stringify`, or of a reader in another language. */
export const MAX_DEPTH = 500;

/** How many objects and list items a value may have, each reference counted: a few shared objects can mean more than any memory holds. */
export const MAX_PARTS = 1_000_000;
