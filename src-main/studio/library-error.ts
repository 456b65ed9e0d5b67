/** The library cannot be used; the message is one sentence for a person. */
export class LibraryError extends Error {}
