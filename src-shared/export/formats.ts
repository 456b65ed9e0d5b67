/** What a person should know of a format before choosing it. */
export interface FormatWords {
  name: string;
  /** what it is for, in one sentence */
  purpose: string;
  /** what comes of it, beside `README.md` and `preparation.json`, which go with all of them: name and what it is */
  files: readonly (readonly [name: string, what: string])[];
  /** the ending of its one file that can be used without the others; left out where there is none */
  alone?: `.${string}`;
}

const CODE_FILES = [
  ['model.py', 'the model, what it was trained with, and commands to check it, use it and train it again'],
  ['model.safetensors', 'all weights by name'],
  ['answers.safetensors', 'a few samples and what the run says of them, for the check'],
  ['requirements.txt', 'the Python packages it needs, with their versions'],
] as const;

/** Every format that a model is exported in, in the order in which they are offered. */
export const EXPORT_FORMATS = {
  safetensors: {
    name: 'safetensors',
    purpose:
      'The weights as they are, for Python, Rust or another Trainyard: every library that builds the model itself can read them.',
    files: [['model.safetensors', 'all weights by name, with spec, classes and preparation as metadata']],
    alone: '.safetensors',
  },
  onnx: {
    name: 'ONNX',
    purpose:
      'A whole model in one file that runs almost anywhere: ONNX Runtime in Python, C#, Java, C++ or a browser, and on phones.',
    files: [['model.onnx', 'the model with its weights; samples are prepared inside of it']],
    alone: '.onnx',
  },
  tfjs: {
    name: 'TensorFlow.js',
    purpose:
      'For browsers and Node.js, with a page that tries the model out by double click: drawing, pictures or a form, without a network.',
    files: [
      ['model.json', 'the model as TensorFlow.js reads it'],
      ['group1-shard1of1.bin', 'its weights'],
      ['index.html', 'a page that tries it out, which can do without all other files'],
    ],
    alone: '.html',
  },
  savedmodel: {
    name: 'TensorFlow SavedModel',
    purpose: 'For Python, TensorFlow Serving and TensorFlow Lite: the model as a graph, weights and all.',
    files: [['saved_model.pb', 'the graph with its weights, signature `serving_default`']],
  },
  flax: {
    name: 'Flax script',
    purpose:
      'The code of the run in JAX: a readable script that builds the same model, answers as it does, and trains it again the same way, on as many GPUs as there are.',
    files: CODE_FILES,
  },
  pytorch: {
    name: 'PyTorch script',
    purpose:
      'The code of the run in PyTorch: a readable script that builds the same model, answers as it does, and trains it again the same way.',
    files: CODE_FILES,
  },
} as const satisfies Record<string, FormatWords>;

export type ExportFormat = keyof typeof EXPORT_FORMATS;

export const EXPORT_FORMAT_IDS = Object.keys(EXPORT_FORMATS) as [ExportFormat, ...ExportFormat[]];

export const formatWords = (format: ExportFormat): FormatWords => EXPORT_FORMATS[format];
