/** See tools/build/exported-pages.ts. */
declare module 'virtual:try-page' {
  const html: string;
  export default html;
}
declare module 'virtual:exported-style' {
  const css: string;
  export default css;
}
/** See tools/build/texts/language-list.ts. */
declare module 'virtual:languages' {
  /** the code of the language that this is built in */
  export const own: string;
  /** all that the window is built in, English first */
  export const all: readonly { code: string; name: string }[];
}
