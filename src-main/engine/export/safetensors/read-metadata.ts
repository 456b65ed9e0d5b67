import { z } from 'zod';

const headerSchema = z.looseObject({ __metadata__: z.record(z.string(), z.string()).default({}) });

/** The texts that the header of a safetensors file holds beside its arrays. */
export function readMetadata(file: Uint8Array): Record<string, string> {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const header: unknown = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  return headerSchema.parse(header).__metadata__;
}
