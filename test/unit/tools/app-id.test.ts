import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { APP_USER_MODEL_ID } from '../../../src-main/electron/app-id';

const productSchema = z.object({ product: z.object({ appId: z.string() }) });

it('the program names itself to Windows as its package does', async () => {
  const { product } = productSchema.parse(await import(resolve('tools/package/product.mjs')));
  expect(APP_USER_MODEL_ID).toBe(product.appId);
});
