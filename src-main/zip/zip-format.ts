/** What the records of a zip archive begin with, and how long they are without names and extra fields (APPNOTE 6.3.10, 4.3). */
export const LOCAL = 0x04034b50;
export const LOCAL_BYTES = 30;
export const ENTRY = 0x02014b50;
export const ENTRY_BYTES = 46;
export const END = 0x06054b50;
export const END_BYTES = 22;
export const END_64 = 0x06064b50;
export const END_64_BYTES = 56;
export const LOCATOR_64 = 0x07064b50;
export const LOCATOR_BYTES = 20;

/** Where a number of 32 or 16 bits is at its most, a longer one stands elsewhere. */
export const ELSEWHERE_32 = 0xffff_ffff;
export const ELSEWHERE_16 = 0xffff;

/** The flag of a name that is UTF-8. */
export const UTF8 = 0x800;
/** The extra field that holds the longer numbers. */
export const LONG_NUMBERS = 1;
