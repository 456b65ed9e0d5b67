// What the tools tell a person goes to stderr; stdout belongs to the command that was asked for.

/** A failure that a person can do something about: one sentence, what to do, and what the failed program said. */
export class Problem extends Error {
  constructor(what, hint, said) {
    super(what);
    this.hint = hint;
    this.said = said;
  }
}

export const say = (line) => process.stderr.write(`trainyard: ${line}\n`);

export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

export const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

/** Says that something begins, and how long it took once it is done. */
export async function step(name, work) {
  const since = performance.now();
  say(`${name} …`);
  const result = await work();
  say(`${name}: done in ${seconds(since)}`);
  return result;
}

/** For the outermost `catch` of a tool. */
export function explain(error) {
  if (!(error instanceof Problem)) return say(error?.stack ?? String(error));
  say(error.message);
  if (error.said) process.stderr.write(`${error.said.replaceAll(/^/gm, '    ')}\n`);
  if (error.hint) say(`  → ${error.hint}`);
}
