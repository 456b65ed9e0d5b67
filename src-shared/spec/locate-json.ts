/** JSON text as read: its value and where each part of it stands, or the first mistake and where that is. */
export type LocatedJson =
  | {
      ok: true;
      value: unknown;
      /** lines, counted from 1, of values by their dotted paths; the whole is at the empty path */
      lines: ReadonlyMap<string, number>;
    }
  | { ok: false; /** a clause without a full stop */ mistake: string; line: number };

class Mistake extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const SCALAR = /[^\s,:[\]{}"]+/y;

/** Walks over a text and notes where values begin. Grammar: RFC 8259. */
class Scanner {
  readonly starts = new Map<string, number>();
  #at = 0;

  constructor(readonly text: string) {}

  whole(): void {
    this.#value('');
    this.#skip();
    if (this.#at < this.text.length) throw new Mistake('the text goes on after its last bracket', this.#at);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #skip(): void {
    this.#match(SPACE);
  }

  #next(): string {
    this.#skip();
    return this.text[this.#at] ?? '';
  }

  #value(path: string): void {
    const first = this.#next();
    this.starts.set(path, this.#at);
    if (first === '') throw new Mistake('the text ends where a value is missing', this.#at);
    if (first === '{') this.#object(path);
    else if (first === '[') this.#array(path);
    else if (first === '"') this.#string('a text');
    else this.#scalar();
  }

  #string(what: string): string {
    const from = this.#at;
    const token = this.#match(STRING);
    if (token === undefined) throw new Mistake(`${what} has no closing quotation mark`, from);
    try {
      return String(JSON.parse(token));
    } catch {
      throw new Mistake(`${token} has a character that must be escaped with \\`, from);
    }
  }

  #scalar(): void {
    const from = this.#at;
    const token = this.#match(SCALAR);
    if (token === undefined) throw new Mistake('a value is missing', from);
    let value: unknown;
    try {
      value = JSON.parse(token);
    } catch {
      throw new Mistake(
        `${token.slice(0, 40)} is no number, text in quotation marks, true, false or null`,
        from,
      );
    }
    // It would be read as infinite, which no JSON can say again.
    if (Math.abs(Number(value)) === Infinity)
      throw new Mistake(`${token.slice(0, 40)} is too large a number`, from);
  }

  /** What stands between the brackets of a list or an object, one after the other. */
  #entries(close: string, entry: (place: number) => void): void {
    const from = this.#at++;
    if (this.#next() === close) {
      this.#at++;
      return;
    }
    for (let place = 0; ; place++) {
      entry(place);
      const end = this.#at;
      const next = this.#next();
      this.#at++;
      if (next === close) return;
      if (next === '') throw new Mistake(`${this.text[from]} is not closed by ${close}`, from);
      if (next !== ',') throw new Mistake(`a comma or ${close} is missing`, end);
      if (this.#next() === close) throw new Mistake(`there is a comma before ${close}`, this.#at);
    }
  }

  #array(path: string): void {
    this.#entries(']', (place) => this.#value(path === '' ? String(place) : `${path}.${place}`));
  }

  #object(path: string): void {
    const seen = new Set<string>();
    this.#entries('}', () => {
      const first = this.#next();
      const from = this.#at;
      if (first === '') throw new Mistake('the text ends within {', from);
      if (first !== '"') throw new Mistake('a name in quotation marks is missing', from);
      const name = this.#string('a name');
      if (seen.has(name)) throw new Mistake(`"${name}" stands here twice`, from);
      seen.add(name);
      if (this.#next() !== ':') throw new Mistake(`a colon is missing after "${name}"`, this.#at);
      this.#at++;
      const its = path === '' ? name : `${path}.${name}`;
      this.#value(its);
      // The line of the name is where somebody looks for it.
      this.starts.set(its, from);
    });
  }
}

/** Reads JSON and tells where things stand in it. What JSON.parse would take silently, a name that is there twice, is a mistake. */
export function locateJson(text: string): LocatedJson {
  const scanner = new Scanner(text);
  try {
    scanner.whole();
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return { ok: false, mistake: error.message, line: text.slice(0, error.at).split('\n').length };
  }
  const lines = new Map<string, number>();
  let [line, at] = [1, 0];
  for (const [path, start] of [...scanner.starts].toSorted((a, b) => a[1] - b[1])) {
    for (; at < start; at++) if (text[at] === '\n') line++;
    lines.set(path, line);
  }
  return { ok: true, value: JSON.parse(text), lines };
}

/** The line of a path, or of the nearest thing around it that is there. */
export function lineOfPath(lines: ReadonlyMap<string, number>, path: string): number {
  for (let its = path; its !== ''; its = its.slice(0, Math.max(0, its.lastIndexOf('.')))) {
    const line = lines.get(its);
    if (line !== undefined) return line;
  }
  return 1;
}
