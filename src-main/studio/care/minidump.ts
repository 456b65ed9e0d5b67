/** What a dump of a process that ended in native code says of it. */
export interface Minidump {
  /** Electron's word for its kind: `browser` is the program itself, `renderer` a window; undefined where it does not tell */
  processType: string | undefined;
  /** the signal's number on Linux, another number of the system's elsewhere; undefined where it does not tell */
  code: number | undefined;
}

/** Places in the file, after Microsoft's minidumpapiset.h and Crashpad's minidump_extensions.h. */
const SIGNATURE = 'MDMP';
const EXCEPTION_STREAM = 6;
const CRASHPAD_STREAM = 0x4350_0001;
const MODULES_AT = 44;
const ANNOTATIONS_AT = 20;
const PROCESS_TYPE = 'process_type';
/** More of anything than this is no dump of ours. */
const MOST = 10_000;

/** A dump as numbers and texts, each behind its place. @throws RangeError past its end */
class Bytes {
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  word(at: number): number {
    return this.#view.getUint32(at, true);
  }

  /** A length and as many bytes. */
  text(at: number): string {
    const length = this.word(at);
    return new TextDecoder().decode(this.bytes.subarray(at + 4, at + 4 + Math.min(length, MOST)));
  }

  /** Places of a counted list's entries. */
  list(at: number, entryBytes: number): number[] {
    const count = Math.min(this.word(at), MOST);
    return Array.from({ length: count }, (_, entry) => at + 4 + entry * entryBytes);
  }
}

function processTypeIn(dump: Bytes, crashpad: number): string | undefined {
  // Each module's index, size and place; a module's annotations: name, type, value.
  const modules = dump.list(dump.word(crashpad + MODULES_AT + 4), 12).map((entry) => dump.word(entry + 8));
  for (const module of modules) {
    const annotations = dump.word(module + ANNOTATIONS_AT + 4);
    if (annotations === 0) continue;
    const its = dump.list(annotations, 12).find((entry) => dump.text(dump.word(entry)) === PROCESS_TYPE);
    if (its !== undefined) return dump.text(dump.word(its + 8));
  }
  return undefined;
}

/** Reads a dump as Crashpad writes it; undefined for anything else. */
export function readMinidump(bytes: Uint8Array): Minidump | undefined {
  const dump = new Bytes(bytes);
  try {
    if (new TextDecoder().decode(bytes.subarray(0, 4)) !== SIGNATURE) return undefined;
    const [count, directory] = [Math.min(dump.word(8), MOST), dump.word(12)];
    const streams = new Map(
      Array.from({ length: count }, (_, stream) => {
        const at = directory + stream * 12;
        return [dump.word(at), dump.word(at + 8)] as const;
      }),
    );
    const [exception, crashpad] = [streams.get(EXCEPTION_STREAM), streams.get(CRASHPAD_STREAM)];
    return {
      processType: crashpad === undefined ? undefined : processTypeIn(dump, crashpad),
      code: exception === undefined ? undefined : dump.word(exception + 8),
    };
  } catch (error) {
    // Cut off, say, by a full disk.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
