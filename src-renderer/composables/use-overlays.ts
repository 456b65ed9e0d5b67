import { ref, type Ref } from 'vue';

/** What lies over the page, opened from anywhere: a key, the title bar, the native menu. */
const [palette, shortcuts] = [ref(false), ref(false)];

export const useOverlays = (): { palette: Ref<boolean>; shortcuts: Ref<boolean> } => ({ palette, shortcuts });
