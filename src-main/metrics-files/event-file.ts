import { Message } from '../engine/compile/protobuf';
import { crc32c } from './crc32c';

/** A number at a step. */
export interface Scalar {
  tag: string;
  step: number;
  /** in seconds since 1970 */
  wallTime: number;
  value: number;
}

/** TFRecord's checksums are turned and shifted, so that one of data that holds checksums is sound too. */
const MASK_DELTA = 0xa282ead8;
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}

/** One TFRecord: length, its checksum, the data, its checksum. */
function recordOf(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc(data), true);
  return bytes;
}

/** As `Event` of event.proto with a `Summary` of one simple value. */
const scalarEvent = ({ tag, step, wallTime, value }: Scalar): Message =>
  new Message()
    .double(1, wallTime)
    .int(2, step)
    .message(5, new Message().message(1, new Message().text(1, tag).float(2, value)));

/** An event file as TensorBoard reads it, scalars in the order in which they are given. */
export function eventFile(scalars: readonly Scalar[], begun: number): Uint8Array {
  const head = new Message().double(1, begun).text(3, 'brain.Event:2');
  return Buffer.concat([head, ...scalars.map(scalarEvent)].map((event) => recordOf(event.encode())));
}
