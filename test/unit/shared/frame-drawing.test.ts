import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_SIDE, frameDrawing } from '@shared/pictures/frame-drawing';

/** A filled box on black. */
function box(width: number, height: number, x0: number, y0: number, x1: number, y1: number, value = 255) {
  const picture = new Uint8Array(width * height);
  for (let y = y0; y < y1; y++) picture.fill(value, y * width + x0, y * width + x1);
  return picture;
}

function bounds(framed: Uint8Array) {
  const found = { left: 28, right: -1, top: 28, bottom: -1 };
  for (let i = 0; i < framed.length; i++) {
    if (framed[i] === 0) continue;
    const x = i % FRAME_SIDE;
    const y = Math.floor(i / FRAME_SIDE);
    found.left = Math.min(found.left, x);
    found.right = Math.max(found.right, x);
    found.top = Math.min(found.top, y);
    found.bottom = Math.max(found.bottom, y);
  }
  return found;
}

describe('frameDrawing', () => {
  it('scales the ink to 20 pixels, keeps its aspect and centres it', () => {
    const framed = frameDrawing(box(300, 200, 200, 10, 250, 110, 90), 300, 200);
    expect(bounds(framed)).toEqual({ left: 9, right: 18, top: 4, bottom: 23 });
    expect(Math.max(...framed)).toBe(255);
  });

  it('enlarges small pictures', () => {
    const framed = frameDrawing(box(8, 8, 2, 0, 6, 8), 8, 8);
    expect(bounds(framed)).toEqual({ left: 9, right: 18, top: 4, bottom: 23 });
  });

  it('centres by mass, not by the box', () => {
    const picture = box(100, 100, 20, 20, 80, 30);
    picture.set(box(100, 100, 20, 20, 26, 80), 0);
    for (let x = 20; x < 80; x++) for (let y = 20; y < 30; y++) picture[y * 100 + x] = 255;
    const { left, top } = bounds(frameDrawing(picture, 100, 100));
    expect(left).toBeGreaterThan(4);
    expect(top).toBeGreaterThan(4);
  });

  it('leaves a picture without ink black', () => {
    expect(frameDrawing(new Uint8Array(50), 10, 5).every((pixel) => pixel === 0)).toBe(true);
  });

  it('ignores faint dirt when it looks for the ink', () => {
    const picture = box(100, 100, 40, 20, 60, 60);
    const clean = frameDrawing(picture, 100, 100);
    picture[99 * 100 + 99] = 20;
    expect(frameDrawing(picture, 100, 100)).toEqual(clean);
  });

  it('refuses sizes that do not fit', () => {
    expect(() => frameDrawing(new Uint8Array(10), 4, 4)).toThrow(RangeError);
    expect(() => frameDrawing(new Uint8Array(10), 0, 4)).toThrow(RangeError);
    expect(() => frameDrawing(new Uint8Array(16), 4, 4, new Uint8Array(700))).toThrow(RangeError);
  });

  it('never loses ink at the border, whatever the picture', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(),
        (w, h, seed) => {
          const picture = Uint8Array.from({ length: w * h }, (_, i) =>
            (Math.imul(i + seed, 2654435761) >>> 24) % 3 === 0 ? 255 : 0,
          );
          picture[0] = 255;
          const framed = frameDrawing(picture, w, h);
          expect(Math.max(...framed)).toBe(255);
          const { left, right, top, bottom } = bounds(framed);
          expect(right - left).toBeLessThan(20);
          expect(bottom - top).toBeLessThan(20);
        },
      ),
    );
  });
});
