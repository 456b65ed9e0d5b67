/** See tools/build/exported-pages.ts. */
declare module 'virtual:try-page' {
  const html: string;
  export default html;
}
declare module 'virtual:exported-style' {
  const css: string;
  export default css;
}
