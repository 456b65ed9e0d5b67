import type { FeatureColumn } from '@shared/contract/dataset';
import { MOST_ROWS } from '@shared/contract/prediction';
import { columnsOf } from '@shared/data/encode-row';
import type { ServedModel } from './served-model';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });

const cellSchema = (column: FeatureColumn): object =>
  column.type === 'number'
    ? { type: ['number', 'null'] }
    : { type: ['string', 'null'], enum: [...column.categories, null] };

/** What a row may be called by; a prediction says the same again. */
const idProperties = ({ idNames }: ServedModel): object =>
  Object.fromEntries(idNames.map((name) => [name, { type: ['string', 'number', 'boolean', 'null'] }]));

function askedSchema(model: ServedModel): object {
  if (model.input.type === 'pictures') {
    const files = { type: 'array', minItems: 1, maxItems: 64, items: { type: 'string', format: 'byte' } };
    return {
      type: 'object',
      additionalProperties: false,
      required: ['pictures'],
      properties: { pictures: files },
    };
  }
  const columns = columnsOf(model.input);
  const named = {
    type: 'object',
    additionalProperties: false,
    required: columns.map(({ name }) => name),
    properties: {
      ...idProperties(model),
      ...Object.fromEntries(columns.map((column) => [column.name, cellSchema(column)])),
    },
  };
  const inOrder = { type: 'array', minItems: columns.length, maxItems: columns.length };
  return {
    type: 'object',
    additionalProperties: false,
    required: ['rows'],
    properties: {
      rows: { type: 'array', minItems: 1, maxItems: MOST_ROWS, items: { oneOf: [named, inOrder] } },
    },
  };
}

function answeredSchema(model: ServedModel): object {
  const { target } = model;
  const each = {
    type: 'object',
    properties: Object.fromEntries(target.names.map((name) => [name, { type: 'number' }])),
  };
  const called = model.idNames.length > 0 ? { ids: { type: 'object', properties: idProperties(model) } } : {};
  const prediction =
    target.type === 'values'
      ? { type: 'object', properties: { ...called, values: each } }
      : {
          type: 'object',
          properties: {
            ...called,
            class: { type: 'string', enum: target.names },
            likelihood: { type: 'number', minimum: 0, maximum: 1 },
            likelihoods: each,
          },
        };
  return {
    type: 'object',
    properties: {
      run: { type: 'string' },
      checkpoint: { type: 'string' },
      predictions: { type: 'array', items: prediction },
    },
  };
}

/** The OpenAPI 3.1 document of a served model. @param version of Trainyard */
export function openApi(model: ServedModel, address: string, version: string): object {
  const error = {
    type: 'object',
    properties: {
      error: {
        type: 'object',
        required: ['message'],
        properties: { message: { type: 'string' }, field: { type: 'string' } },
      },
    },
  };
  const refused = (description: string) => ({ description, ...json(error) });
  const asked = { 'application/json': { schema: askedSchema(model) } };
  const files = Object.fromEntries(
    ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/tiff'].map((type) => [type, {}]),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: model.name,
      version: model.checkpoint,
      description: `A model that was trained with Trainyard ${version}: run ${model.run}, checkpoint ${model.checkpoint}.`,
    },
    servers: [{ url: address }],
    paths: {
      '/predict': {
        post: {
          summary: model.input.type === 'pictures' ? 'What it makes of pictures' : 'What it makes of rows',
          operationId: 'predict',
          requestBody: {
            required: true,
            content: model.input.type === 'pictures' ? { ...asked, ...files } : asked,
          },
          responses: {
            200: { description: 'A prediction for each, in the same order', ...json(answeredSchema(model)) },
            400: refused('The body is not JSON'),
            413: refused('The body is too large'),
            415: refused('The body is of another type'),
            422: refused('Something in the body is wrong; `field` says what'),
            503: refused('Too much is waiting: try again'),
          },
        },
      },
    },
  };
}
