type Numbers = Float64Array | Int32Array | Uint8Array;

/** An array of numbers of one type that grows as they come. */
export class Growing<T extends Numbers> {
  #array: T;
  #length = 0;

  constructor(
    readonly make: (length: number) => T,
    readonly cut: (array: T, length: number) => T,
  ) {
    this.#array = make(1024);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#array.length) {
      const larger = this.make(2 * this.#length);
      larger.set(this.#array);
      this.#array = larger;
    }
    this.#array[this.#length++] = value;
  }

  /** @param index of a number that is there */
  at(index: number): number {
    return this.#array[index]!;
  }

  /** @param index of a number that is there */
  set(index: number, value: number): void {
    this.#array[index] = value;
  }

  /** What is there so far, not copied. */
  values(): T {
    return this.cut(this.#array, this.#length);
  }
}

export const growingFloats = () =>
  new Growing<Float64Array>(
    (length) => new Float64Array(length),
    (array, length) => array.subarray(0, length),
  );
export const growingInts = () =>
  new Growing<Int32Array>(
    (length) => new Int32Array(length),
    (array, length) => array.subarray(0, length),
  );
export const growingBytes = () =>
  new Growing<Uint8Array>(
    (length) => new Uint8Array(length),
    (array, length) => array.subarray(0, length),
  );
