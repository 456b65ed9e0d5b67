import { pythonExport } from '../code/python-export';
import type { FrameworkText } from '../code/script';
import type { ScriptPlan } from '../code/script-plan';
import { usesPillow } from '../code/inputs';
import type { RecordedAnswers } from '../code/python-export';
import type { ExportedFile, ExportedModel } from '../exported-model';
import { flaxModel } from './flax-model';
import { flaxOptimizer } from './flax-optimizer';
import { flaxTraining } from './flax-training';
import { flaxWeights } from './flax-weights';

const flaxText = (plan: ScriptPlan): FrameworkText => ({
  name: 'Flax NNX and optax',
  imports: [
    ['import jax', /\bjax\./],
    ['import jax.numpy as jnp', /\bjnp\./],
    ['import numpy as np', /\bnp\./],
    ['import optax', /\boptax\./],
    ['from flax import nnx', /\bnnx\./],
    ['from jax.sharding import Mesh, NamedSharding, PartitionSpec', /\bMesh\(/],
    ['from PIL import Image, ImageOps', /\bImage\.open/],
    ['from safetensors.numpy import load_file, save_file', /\bload_file\(/],
  ],
  settings: `# On GPUs JAX rounds the factors of products to fewer digits unless it is told not to.
jax.config.update("jax_default_matmul_precision", "highest")`,
  model: flaxModel(plan),
  weights: flaxWeights(plan),
  optimizer: flaxOptimizer(plan),
  training: flaxTraining(plan),
  words: 'np.uint32',
  answers: 'answers_of(PATH, INPUTS)',
  beforeTraining: `        if options.hosts is not None:
            address, *numbers = options.hosts or [None]
            jax.distributed.initialize(address, *map(int, numbers))  # before anything else is asked of JAX
`,
  trainingArguments: `    hosts = "this is one of several processes: the first one's address and port, how many, which (nothing under Slurm)"
    training.add_argument("--hosts", nargs="*", metavar="HOST", help=hosts)
`,
  save: (path) => `        if jax.process_index() == 0:
            save(model, ${path})`,
});

/** A script in Flax NNX that has the same model, answers as it does, and trains as the run did. */
export const flaxFiles = (model: ExportedModel, answers?: RecordedAnswers): ExportedFile[] =>
  pythonExport(model, answers, flaxText, (plan) => [
    'jax==0.10.2  # jax[cuda13] on NVIDIA GPUs',
    'flax==0.12.8',
    'optax==0.2.8',
    'numpy==2.4.6',
    'safetensors==0.8.0',
    ...(usesPillow(plan) ? ['pillow==13.0.0'] : []),
  ]);
