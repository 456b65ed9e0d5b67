/** What libraries say when they cannot get memory. */
const WORDS =
  /bad_alloc|OOM when allocating|resource[_ ]exhausted|out of memory|cannot allocate memory|array buffer allocation failed|to free memory/i;

/** Whether a text tells of memory that could not be had. */
export const tellsOfMemory = (text: string): boolean => WORDS.test(text);
