import type { LayerType } from '@shared/spec/layer';

export interface LayerField {
  key: string;
  label: string;
  /** the values to choose from; a number is typed when there are none */
  options?: readonly { value: string; label: string }[];
  isOptional?: boolean;
}

export const ACTIVATION_NAMES: Record<string, string> = {
  linear: 'Linear',
  relu: 'ReLU',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
};

const activation: LayerField = {
  key: 'activation',
  label: 'Activation',
  options: Object.entries(ACTIVATION_NAMES).map(([value, label]) => ({ value, label })),
};

export const LAYER_FIELDS: Record<LayerType, readonly LayerField[]> = {
  dense: [
    { key: 'units', label: 'Units' },
    { key: 'inputs', label: 'Expects', isOptional: true },
    activation,
  ],
  conv2d: [
    { key: 'filters', label: 'Filters' },
    { key: 'kernelSize', label: 'Kernel' },
    { key: 'strides', label: 'Stride' },
    {
      key: 'padding',
      label: 'Padding',
      options: [
        { value: 'same', label: 'Same' },
        { value: 'valid', label: 'Valid' },
      ],
    },
    activation,
  ],
  maxPool2d: [{ key: 'poolSize', label: 'Pool' }],
  flatten: [],
};

const isNamed = (value: unknown): value is { type: LayerType } & Record<string, unknown> =>
  typeof value === 'object' && value !== null && String(Reflect.get(value, 'type')) in LAYER_FIELDS;

export const layerTypeOf = (layer: unknown): LayerType | undefined =>
  isNamed(layer) ? layer.type : undefined;

/** A layer's settings in a few words: "3×3, 32, same, ReLU". */
export function layerWords(layer: unknown): string {
  if (!isNamed(layer)) return '';
  const named = (key: string) => {
    const value = layer[key];
    return value === null || value === undefined ? '…' : String(value);
  };
  const activated = () => {
    const name = named('activation');
    return name === 'linear' ? [] : [ACTIVATION_NAMES[name] ?? name];
  };
  switch (layer.type) {
    case 'dense':
      return [named('units'), ...activated()].join(', ');
    case 'conv2d': {
      const kernel = `${named('kernelSize')}×${named('kernelSize')}`;
      const stride = layer['strides'] === 1 ? [] : [`stride ${named('strides')}`];
      return [kernel, named('filters'), ...stride, named('padding'), ...activated()].join(', ');
    }
    case 'maxPool2d':
      return `${named('poolSize')}×${named('poolSize')}`;
    case 'flatten':
      return '';
  }
}
