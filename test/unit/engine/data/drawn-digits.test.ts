import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { drawDigit } from '../../../../src-main/engine/data/drawn-digits/draw';
import { FAMILIES } from '../../../../src-main/engine/data/drawn-digits/forms';
import { drawnDigitLabel } from '../../../../src-main/engine/data/drawn-digits/label';

describe('drawn digits', () => {
  it('are the same everywhere and for ever (raise GENERATOR_VERSION when this changes)', () => {
    const images = new Uint8Array(100 * 784);
    const labels = Uint8Array.from({ length: 100 }, (_, i) => drawDigit(0, 'train', i, images, i * 784));
    const hash = createHash('sha256').update(images).update(labels).digest('hex');
    expect(hash).toBe('3dae36dfca06abe2c930ee59c310b7605edbf6b1e44c3f08e2e9208929fd01a4');
  });

  it('depend on nothing but seed, split and index', () => {
    const draw = (seed: number, split: 'train' | 'test', index: number) => {
      const out = new Uint8Array(784);
      drawDigit(seed, split, index, out);
      return Buffer.from(out).toString('hex');
    };
    const first = draw(5, 'train', 123);
    draw(5, 'test', 9_999);
    expect(draw(5, 'train', 123)).toBe(first);
    expect(draw(6, 'train', 123)).not.toBe(first);
    expect(draw(5, 'test', 123)).not.toBe(first);
    expect(draw(5, 'train', 124)).not.toBe(first);
  });

  it('have labels that are known without drawing, each digit once in ten', () => {
    for (const split of ['train', 'test'] as const) {
      for (const start of [0, 10, 5_730]) {
        const labels = Array.from({ length: 10 }, (_, i) => drawnDigitLabel(3, split, start + i));
        expect([...labels].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      }
    }
    const scratch = new Uint8Array(784);
    for (const index of [41, 7, 59_999]) {
      expect(drawDigit(3, 'train', index, scratch)).toBe(drawnDigitLabel(3, 'train', index));
    }
  });

  it('stand in the frame: ink within 20 × 20, bright, never empty, never full', () => {
    const out = new Uint8Array(784);
    for (let index = 0; index < 2_000; index++) {
      drawDigit(1, 'train', index, out);
      let left = 28;
      let right = -1;
      let top = 28;
      let bottom = -1;
      let ink = 0;
      for (let i = 0; i < 784; i++) {
        if (out[i] === 0) continue;
        ink += out[i]! / 255;
        left = Math.min(left, i % 28);
        right = Math.max(right, i % 28);
        top = Math.min(top, Math.floor(i / 28));
        bottom = Math.floor(i / 28);
      }
      expect(Math.max(right - left, bottom - top)).toBeLessThan(20);
      expect(Math.max(right - left, bottom - top)).toBeGreaterThan(14);
      expect(ink).toBeGreaterThan(15);
      expect(ink).toBeLessThan(320);
    }
  });

  it('have strokes whose forms can be mixed', () => {
    expect(FAMILIES).toHaveLength(10);
    for (const family of FAMILIES.flat()) {
      expect(family.weight).toBeGreaterThan(0);
      for (const { forms, corners } of family.strokes) {
        expect(forms.length).toBe(family.strokes[0]!.forms.length);
        expect(forms.length).toBeLessThanOrEqual(8);
        expect(new Set(forms.map((form) => form.length)).size).toBe(1);
        const points = forms[0]!.length / 2;
        expect(Number.isInteger(points) && points >= 2 && points <= 32).toBe(true);
        for (const corner of corners ?? []) expect(corner > 0 && corner < points - 1).toBe(true);
      }
    }
  });
});
