import { backendKindSchema, type BackendKind } from '@shared/contract/backend';
import { modelKindSchema, type ModelKind } from '@shared/contract/speed';
import type { OptionValues } from './options';
import { wholeNumber } from './train-arguments';
import { UsageError } from './usage-error';

/** What this machine can compute with, and how well. */
export type DeviceCommand =
  | { name: 'devices' }
  | { name: 'self-test'; backend: BackendKind | undefined; seconds: number | undefined }
  | { name: 'probe'; kinds: ModelKind[] | undefined };

/** @throws UsageError */
export function selfTestArguments({
  backend,
  seconds,
}: Pick<OptionValues, 'backend' | 'seconds'>): DeviceCommand {
  const kind = backendKindSchema.optional().safeParse(backend === 'auto' ? undefined : backend);
  if (!kind.success) {
    throw new UsageError(`--backend must be auto, gpu, cpu or wasm, not "${backend}".`, '--backend');
  }
  const time = seconds === undefined ? undefined : wholeNumber('--seconds', seconds, 300);
  if (time === 0) throw new UsageError('--seconds must be at least 1.', '--seconds');
  return { name: 'self-test', backend: kind.data, seconds: time };
}

/** @throws UsageError */
export function probeArguments({ kind }: Pick<OptionValues, 'kind'>): DeviceCommand {
  if (kind === undefined) return { name: 'probe', kinds: undefined };
  const parsed = modelKindSchema.safeParse(kind);
  if (parsed.success) return { name: 'probe', kinds: [parsed.data] };
  throw new UsageError(`--kind must be dense, convolutional or residual, not "${kind}".`, '--kind');
}
