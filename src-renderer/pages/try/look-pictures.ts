import type { Look, LookMaps } from '@shared/contract/prediction';

/** Maps with their bytes, of one kind. */
export interface ShownMaps extends LookMaps {
  /** of each map, channels last */
  each: Uint8Array[];
}

/** Takes apart the bytes of all maps, which stand one after the other. */
export function shownMaps({ maps }: Pick<Look, 'maps'>, bytes: Uint8Array): ShownMaps[] {
  let at = 0;
  return maps.map((map) => {
    const size = map.height * map.width * map.channels;
    const each = Array.from({ length: map.count }, (_, index) =>
      bytes.subarray(at + index * size, at + (index + 1) * size),
    );
    at += map.count * size;
    return { ...map, each };
  });
}

/** From nothing over brown and orange to nearly white, as the tokens' heat in the dark. */
const HEAT: readonly (readonly [number, number, number])[] = [
  [20, 21, 23],
  [77, 50, 29],
  [130, 80, 42],
  [201, 121, 58],
  [255, 196, 140],
];

function heatAt(share: number): number[] {
  const place = share * (HEAT.length - 1);
  const at = Math.min(HEAT.length - 2, Math.floor(place));
  return HEAT[at]!.map((from, channel) => from + (HEAT[at + 1]![channel]! - from) * (place - at));
}

/** Grey or colour bytes as RGBA. */
export function plainRgba(pixels: Uint8Array, channels: 1 | 3): Uint8ClampedArray<ArrayBuffer> {
  const count = pixels.length / channels;
  const rgba = new Uint8ClampedArray(count * 4);
  for (let at = 0; at < count; at++) {
    for (let channel = 0; channel < 3; channel++) {
      rgba[at * 4 + channel] = pixels[at * channels + (channels === 3 ? channel : 0)]!;
    }
    rgba[at * 4 + 3] = 255;
  }
  return rgba;
}

/**
 * What a model was shown, dimmed and grey, under the heat of where it looked.
 *
 * @param picture height × width × channels, as the shape says
 * @param heat of its own, perhaps smaller size: the nearest of its values is taken
 */
export function heated(
  picture: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
  heat: Pick<ShownMaps, 'height' | 'width' | 'each'>,
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(height * width * 4);
  const [values] = heat.each;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      let grey = 0;
      for (let channel = 0; channel < channels; channel++) grey += picture[at * channels + channel]!;
      const row = Math.floor((y * heat.height) / height);
      const strength = values![row * heat.width + Math.floor((x * heat.width) / width)]! / 255;
      const under = (0.45 * grey) / channels;
      const over = heatAt(strength);
      const share = strength ** 0.7;
      for (let channel = 0; channel < 3; channel++) {
        rgba[at * 4 + channel] = under * (1 - share) + over[channel]! * share;
      }
      rgba[at * 4 + 3] = 255;
    }
  }
  return rgba;
}
