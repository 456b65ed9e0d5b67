import { describe, expect, it } from 'vitest';
import { cameraProblem, middlePart } from '../../../src-renderer/pages/try/use-camera';

describe('the camera', () => {
  it('shows a model the middle of a frame, in the shape that it wants', () => {
    expect(middlePart([1280, 720], 1)).toEqual([280, 0, 720, 720]);
    expect(middlePart([720, 1280], 1)).toEqual([0, 280, 720, 720]);
    expect(middlePart([640, 480], 2)).toEqual([0, 80, 640, 320]);
    expect(middlePart([640, 480], 4 / 3)).toEqual([0, 0, 640, 480]);
  });

  it('says in one sentence why it gives no picture', () => {
    const said = (name: string) => cameraProblem(new DOMException('whatever', name));
    expect(said('NotAllowedError')).toMatch(/^The camera may not be used: allow it/);
    expect(said('NotFoundError')).toMatch(/^No camera was found/);
    expect(said('NotReadableError')).toMatch(/^The camera is in use by another program/);
    expect(cameraProblem(new Error('whatever'))).toMatch(/^The camera could not be started/);
  });
});
