import { usesPillow } from '../code/inputs';
import { pythonExport, type RecordedAnswers } from '../code/python-export';
import type { FrameworkText } from '../code/script';
import type { ScriptPlan } from '../code/script-plan';
import type { ExportedFile, ExportedModel } from '../exported-model';
import { torchModel } from './torch-model';
import { torchOptimizer } from './torch-optimizer';
import { torchDevice, torchTraining } from './torch-training';
import { torchWeights } from './torch-weights';

const torchText = (plan: ScriptPlan): FrameworkText => ({
  name: 'PyTorch',
  imports: [
    ['import numpy as np', /\bnp\./],
    ['import torch', /\btorch\./],
    ['import torch.nn.functional as F', /\bF\./],
    ['from PIL import Image, ImageOps', /\bImage\.open/],
    ['from safetensors.numpy import load_file, save_file', /\bload_file\(/],
    ['from torch import nn', /\bnn\./],
  ],
  settings: torchDevice,
  model: torchModel(plan),
  weights: torchWeights(plan),
  optimizer: torchOptimizer(plan),
  training: torchTraining(plan),
  words: 'np.int64',
  answers: 'answers_of(PATH, INPUTS)',
  beforeTraining: '',
  trainingArguments: '',
  save: (path) => `        save(model, ${path})`,
});

/** A script in PyTorch that has the same model, answers as it does, and trains as the run did. */
export const torchFiles = (model: ExportedModel, answers?: RecordedAnswers): ExportedFile[] =>
  pythonExport(model, answers, torchText, (plan) => [
    'torch==2.15.0',
    'numpy==2.4.6',
    'safetensors==0.8.0',
    ...(usesPillow(plan) ? ['pillow==13.0.0'] : []),
  ]);
