import { expect, it } from 'vitest';
import { APP_USER_MODEL_ID } from '../../../src-main/electron/app-id';
import { product } from '../../../tools/package/product.mjs';

it('the program names itself to Windows as its package does', () => {
  expect(APP_USER_MODEL_ID).toBe(product.appId);
});
