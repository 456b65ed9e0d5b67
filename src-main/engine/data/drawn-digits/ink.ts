import type { PenPath } from './hand';

/** The longest side of a canvas, in pixels. */
export const CANVAS_MOST = 64;

/** A grey picture: `height × width` bytes, row by row, in the first part of `pixels`. */
export interface Canvas {
  width: number;
  height: number;
  readonly pixels: Uint8Array;
}

export function newCanvas(): Canvas {
  return { width: 0, height: 0, pixels: new Uint8Array(CANVAS_MOST * CANVAS_MOST) };
}

/**
 * Inks a path onto a canvas that is made just large enough for it.
 *
 * @param resolution pixels for the longer side of the digit, at most 60
 * @param edge width of the soft edge of a stroke, in pixels of the canvas
 */
export function inkPath(canvas: Canvas, path: PenPath, resolution: number, edge: number): void {
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (let i = 0; i < path.count; i++) {
    const r = Math.max(path.r0[i]!, path.r1[i]!);
    left = Math.min(left, path.x0[i]! - r, path.x1[i]! - r);
    right = Math.max(right, path.x0[i]! + r, path.x1[i]! + r);
    top = Math.min(top, path.y0[i]! - r, path.y1[i]! - r);
    bottom = Math.max(bottom, path.y0[i]! + r, path.y1[i]! + r);
  }
  const scale = resolution / Math.max(right - left, bottom - top);
  const margin = 1 + 0.5 * edge;
  const width = Math.min(CANVAS_MOST, Math.ceil((right - left) * scale + 2 * margin));
  const height = Math.min(CANVAS_MOST, Math.ceil((bottom - top) * scale + 2 * margin));
  canvas.width = width;
  canvas.height = height;
  const pixels = canvas.pixels;
  pixels.fill(0, 0, width * height);

  const offX = margin - left * scale;
  const offY = margin - top * scale;
  const gain = 255 / edge;
  for (let i = 0; i < path.count; i++) {
    // Pixel centres lie at halves; shifting the segment instead saves adding them in the loop.
    const ax = path.x0[i]! * scale + offX - 0.5;
    const ay = path.y0[i]! * scale + offY - 0.5;
    const dx = path.x1[i]! * scale + offX - 0.5 - ax;
    const dy = path.y1[i]! * scale + offY - 0.5 - ay;
    const r0 = path.r0[i]! * scale + 0.5 * edge;
    const dr = path.r1[i]! * scale + 0.5 * edge - r0;
    const reach = Math.max(r0, r0 + dr);
    const inverse = 1 / (dx * dx + dy * dy + 1e-9);
    const fromX = Math.max(0, Math.ceil(Math.min(ax, ax + dx) - reach));
    const toX = Math.min(width - 1, Math.floor(Math.max(ax, ax + dx) + reach));
    const fromY = Math.max(0, Math.ceil(Math.min(ay, ay + dy) - reach));
    const toY = Math.min(height - 1, Math.floor(Math.max(ay, ay + dy) + reach));
    for (let y = fromY; y <= toY; y++) {
      const py = y - ay;
      const row = y * width;
      for (let x = fromX; x <= toX; x++) {
        const px = x - ax;
        let t = (px * dx + py * dy) * inverse;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        const qx = px - t * dx;
        const qy = py - t * dy;
        const radius = r0 + t * dr;
        const squared = qx * qx + qy * qy;
        if (squared >= radius * radius) continue;
        const ink = (radius - Math.sqrt(squared)) * gain;
        if (ink > pixels[row + x]!) pixels[row + x] = ink > 255 ? 255 : ink;
      }
    }
  }
}
