import { crc32, deflateRawSync } from 'node:zlib';

/** A file in a zip archive, and whatever is to be wrong with it. */
export interface ZipPart {
  path: string;
  content: string | Uint8Array;
  method?: number;
  flags?: number;
  /** the unix mode, for links */
  mode?: number;
  /** instead of the true ones */
  packed?: Uint8Array;
  crc?: number;
  bytes?: number;
  offset?: number;
}

export interface ZipOptions {
  comment?: string;
  /** all numbers stand where archives of more than 4 GB have them */
  zip64?: boolean;
  /** only the first file's bytes are there */
  onlyFirst?: boolean;
}

const UTF8 = 0x800;

/** Makes a zip archive by hand, also such as no program makes. */
export function zipBytes(parts: readonly ZipPart[], options: ZipOptions = {}): Buffer {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const content = Buffer.from(part.content);
    const method = part.method ?? 8;
    const packed = part.packed ?? (method === 0 ? content : deflateRawSync(content));
    const name = Buffer.from(part.path);
    const header = Buffer.alloc(26);
    header.writeUInt16LE(20, 0);
    header.writeUInt16LE((part.flags ?? 0) | UTF8, 2);
    header.writeUInt16LE(method, 4);
    header.writeUInt32LE(part.crc ?? crc32(content), 10);
    header.writeUInt32LE(packed.length, 14);
    header.writeUInt32LE(part.bytes ?? content.length, 18);
    header.writeUInt16LE(name.length, 22);
    const offset = part.offset ?? at;
    if (index === 0 || options.onlyFirst !== true) {
      const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), header, name, packed]);
      body.push(local);
      at += local.length;
    }
    directory.push(entryOf(header, name, offset, part, options));
  }
  return Buffer.concat([...body, ...directory, endOf(parts.length, at, directory, options)]);
}

function entryOf(header: Buffer, name: Buffer, offset: number, part: ZipPart, { zip64 }: ZipOptions): Buffer {
  const own = Buffer.from(header);
  let extra = Buffer.alloc(0);
  if (zip64 === true) {
    extra = Buffer.alloc(28);
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    extra.writeBigUInt64LE(BigInt(header.readUInt32LE(18)), 4);
    extra.writeBigUInt64LE(BigInt(header.readUInt32LE(14)), 12);
    extra.writeBigUInt64LE(BigInt(offset), 20);
    own.fill(0xff, 14, 22);
  }
  own.writeUInt16LE(extra.length, 24);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(((part.mode ?? 0) << 16) >>> 0, 6);
  tail.writeUInt32LE(zip64 === true ? 0xffff_ffff : offset, 10);
  return Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), own, tail, name, extra]);
}

function endOf(count: number, offset: number, directory: readonly Buffer[], options: ZipOptions): Buffer {
  const bytes = directory.reduce((sum, { length }) => sum + length, 0);
  const comment = Buffer.from(options.comment ?? '');
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(bytes, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  if (options.zip64 !== true) return Buffer.concat([end, comment]);
  end.fill(0xff, 8, 20);
  const longer = Buffer.alloc(56);
  longer.write('PK\u0006\u0006', 'latin1');
  longer.writeBigUInt64LE(44n, 4);
  longer.writeBigUInt64LE(BigInt(count), 24);
  longer.writeBigUInt64LE(BigInt(count), 32);
  longer.writeBigUInt64LE(BigInt(bytes), 40);
  longer.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\u0006\u0007', 'latin1');
  locator.writeBigUInt64LE(BigInt(offset + bytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([longer, locator, end, comment]);
}
