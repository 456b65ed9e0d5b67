import { computed } from 'vue';
import { modelKind } from '@shared/speed/model-kind';
import { layerSchema } from '@shared/spec/layer';
import { useBackends } from '../../stores/backends';
import { useSpeed } from '../../stores/speed';
import { useDraftContext } from './draft-context';

/** What was measured for models like the draft's; undefined when nothing was, or it is not for the CPU. */
export function useMeasuredKind() {
  const { valueAt } = useDraftContext();
  const [speed, backends] = [useSpeed(), useBackends()];
  return computed(() => {
    const layers = valueAt('model.layers');
    if (backends.reportFor(valueAt('backend'))?.kind !== 'cpu' || !Array.isArray(layers)) return undefined;
    const known = layers.flatMap((layer) => layerSchema.safeParse(layer).data ?? []);
    const kind = modelKind(known);
    return speed.rows.find((row) => row.kind === kind);
  });
}
