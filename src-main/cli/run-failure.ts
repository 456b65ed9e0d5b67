/** What was asked for was right, but did not work; the message is one sentence. Ends with exit code 1. */
export class RunFailure extends Error {}
