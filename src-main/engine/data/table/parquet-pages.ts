import type { FileHandle } from 'node:fs/promises';
import type { ColumnMetaData, DataReader, Encoding, PageHeader, SchemaElement, SchemaTree } from 'hyparquet';
import { assembleLists } from 'hyparquet/src/assemble.js';
import { parquetHeader } from 'hyparquet/src/column.js';
import { convert, convertWithDictionary, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { decompressPage, readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { codecs } from './parquet-codecs';
import { checkDelta, checkRuns, DamagedPage } from './parquet-runs';

/** Writers make pages of about a megabyte, and none of more than some. */
const MOST_PAGE_BYTES = 256 << 20;
const MOST_PAGE_VALUES = 1 << 24;
const FIRST_HEADER_BYTES = 16 << 10;
const MOST_HEADER_BYTES = 16 << 20;

/** A column that is not nested: its place in the schema, from the root on. */
export interface FlatColumn {
  element: SchemaElement;
  schemaPath: SchemaTree[];
}

const isDictionary = (encoding: Encoding) => encoding.endsWith('_DICTIONARY');

async function readExactly(file: FileHandle, from: number, length: number): Promise<Uint8Array> {
  // Of its own, since numbers are read right out of it.
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const { bytesRead } = await file.read(bytes, at, length - at, from + at);
    if (bytesRead === 0) throw new DamagedPage('the file ends within a page');
    at += bytesRead;
  }
  return bytes;
}

/** The header of the page that begins at `from`, and where its data begins. */
async function headerAt(
  file: FileHandle,
  from: number,
  to: number,
): Promise<{ header: PageHeader; start: number }> {
  for (let length = FIRST_HEADER_BYTES; ; length *= 8) {
    const bytes = await readExactly(file, from, Math.min(length, to - from));
    const reader: DataReader = { view: new DataView(bytes.buffer), offset: 0 };
    try {
      return { header: parquetHeader(reader), start: from + reader.offset };
    } catch (error) {
      // It may only be longer than what was read: statistics may hold whole texts.
      if (bytes.length === to - from || length >= MOST_HEADER_BYTES) throw error;
    }
  }
}

const isCount = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;

function checkValues(encoding: Encoding, page: Uint8Array, from: number, count: number): void {
  if (isDictionary(encoding)) {
    if (from >= page.length) return;
    checkRuns(page, { from: from + 1, to: page.length, bitWidth: page[from]!, count });
  } else if (encoding === 'RLE') {
    checkRuns(page, { from: from + 4, to: page.length, bitWidth: 1, count });
  } else if (encoding === 'DELTA_BINARY_PACKED' || encoding === 'DELTA_LENGTH_BYTE_ARRAY') {
    if (from < page.length) checkDelta(page, from);
  } else if (encoding !== 'PLAIN' && encoding !== 'BYTE_STREAM_SPLIT') {
    throw new DamagedPage(`values encoded as ${encoding}`);
  }
}

/** Reads one column of one row group, page by page. */
export class ColumnPages {
  #at: number;
  readonly #to: number;
  #dictionary: ReturnType<typeof convert> | undefined;
  #read = 0;

  /**
   * @param fileBytes nothing is read beyond it
   * @param rows of the row group
   * @throws DamagedPage when the column is said to lie outside the file
   */
  constructor(
    readonly file: FileHandle,
    readonly column: FlatColumn,
    readonly chunk: ColumnMetaData,
    fileBytes: number,
    readonly rows: number,
  ) {
    const first = Number(chunk.data_page_offset);
    const dictionary = Number(chunk.dictionary_page_offset ?? 0);
    this.#at = dictionary > 0 && dictionary < first ? dictionary : first;
    this.#to = this.#at + Number(chunk.total_compressed_size);
    const isInside = this.#at >= 4 && this.#to > this.#at && this.#to <= fileBytes - 8;
    if (!isInside) throw new DamagedPage('a column outside of the file');
  }

  /** Values of the next page; undefined where all rows were read. @throws DamagedPage, or what unpacking throws */
  async next(): Promise<ArrayLike<unknown> | undefined> {
    while (this.#read < this.rows) {
      if (this.#at >= this.#to)
        throw new DamagedPage(`a column of ${this.#read} rows instead of ${this.rows}`);
      const { header, start } = await headerAt(this.file, this.#at, this.#to);
      const { compressed_page_size: packed, uncompressed_page_size: plain } = header;
      if (!isCount(packed, this.#to - start) || !isCount(plain, MOST_PAGE_BYTES)) {
        throw new DamagedPage(`a page of ${packed} bytes, ${plain} when unpacked`);
      }
      const bytes = await readExactly(this.file, start, packed);
      this.#at = start + packed;
      if (header.type === 'DICTIONARY_PAGE') this.#dictionary = this.#readDictionary(header, bytes);
      else if (header.type === 'DATA_PAGE' || header.type === 'DATA_PAGE_V2') {
        const values =
          header.type === 'DATA_PAGE' ? this.#readV1(header, bytes) : this.#readV2(header, bytes);
        if (values.length === 0) continue;
        this.#read += values.length;
        return values;
      }
    }
    return undefined;
  }

  get #decoder() {
    const { element, schemaPath } = this.column;
    const { codec, type, path_in_schema: pathInSchema } = this.chunk;
    return { pathInSchema, type, element, schemaPath, codec, compressors: codecs, parsers: DEFAULT_PARSERS };
  }

  #readDictionary(header: PageHeader, bytes: Uint8Array) {
    const page = decompressPage(bytes, header.uncompressed_page_size, this.chunk.codec, codecs);
    const count = header.dictionary_page_header?.num_values;
    if (!isCount(count, Math.min(MOST_PAGE_VALUES, 8 * page.length))) {
      throw new DamagedPage(`a dictionary of ${count} values`);
    }
    const reader = { view: new DataView(page.buffer, page.byteOffset, page.byteLength), offset: 0 };
    return convert(readPlain(reader, this.chunk.type, count, this.column.element.type_length), this.#decoder);
  }

  #count(values: unknown): number {
    const left = Math.min(this.rows - this.#read, MOST_PAGE_VALUES);
    if (!isCount(values, left))
      throw new DamagedPage(`a page of ${String(values)} values where ${left} are left`);
    return values;
  }

  #readV1(header: PageHeader, bytes: Uint8Array): ArrayLike<unknown> {
    const data = header.data_page_header;
    const count = this.#count(data?.num_values);
    if (data === undefined || count === 0) return [];
    const page = decompressPage(bytes, header.uncompressed_page_size, this.chunk.codec, codecs);
    let from = 0;
    if (this.#isOptional) {
      if (page.length < 4) throw new DamagedPage('a page without levels');
      const length = new DataView(page.buffer, page.byteOffset).getUint32(0, true);
      from = 4 + length;
      checkRuns(page, { from: 4, to: Math.min(from, page.length), bitWidth: 1, count, isWhole: true });
    }
    checkValues(data.encoding, page, from, count);
    const { definitionLevels, repetitionLevels, dataPage } = readDataPage(page, data, this.#decoder);
    return this.#assembled(dataPage, data.encoding, definitionLevels, repetitionLevels, count);
  }

  #readV2(header: PageHeader, bytes: Uint8Array): ArrayLike<unknown> {
    const data = header.data_page_header_v2;
    const count = this.#count(data?.num_values);
    if (data === undefined || count === 0) return [];
    const { definition_levels_byte_length: levels, repetition_levels_byte_length: repetition } = data;
    if (!isCount(levels, bytes.length) || repetition !== 0 || !isCount(data.num_nulls, count)) {
      throw new DamagedPage(`levels of ${levels} and ${repetition} bytes, ${data.num_nulls} nulls`);
    }
    const plain = header.uncompressed_page_size - levels;
    const isPacked = data.is_compressed !== false && plain > 0;
    const values = bytes.subarray(levels);
    const page = isPacked ? decompressPage(values, plain, this.chunk.codec, codecs) : values;
    if (this.#isOptional) checkRuns(bytes, { from: 0, to: levels, bitWidth: 1, count, isWhole: true });
    checkValues(data.encoding, page, 0, count);
    const whole = new Uint8Array(levels + page.length);
    whole.set(bytes.subarray(0, levels));
    whole.set(page, levels);
    const unpacked: PageHeader = { ...header, data_page_header_v2: { ...data, is_compressed: false } };
    const { definitionLevels, repetitionLevels, dataPage } = readDataPageV2(whole, unpacked, this.#decoder);
    return this.#assembled(dataPage, data.encoding, definitionLevels, repetitionLevels, count);
  }

  get #isOptional(): boolean {
    return this.column.element.repetition_type === 'OPTIONAL';
  }

  #assembled(
    data: ReturnType<typeof convert>,
    encoding: Encoding,
    definitionLevels: number[] | undefined,
    repetitionLevels: number[],
    count: number,
  ): ArrayLike<unknown> {
    if (isDictionary(encoding) && this.#dictionary === undefined)
      throw new DamagedPage('a page without its dictionary');
    const places = isDictionary(encoding) ? (this.#dictionary?.length ?? 0) : 0;
    if (isDictionary(encoding)) {
      for (const place of data)
        if (!(place < places)) throw new DamagedPage(`place ${place} of ${places} in a dictionary`);
    }
    const values = convertWithDictionary(data, this.#dictionary, encoding, this.#decoder);
    const all = assembleLists([], definitionLevels, repetitionLevels, values, this.column.schemaPath);
    if (all.length !== count) throw new DamagedPage(`${all.length} values instead of ${count}`);
    return all;
  }
}
