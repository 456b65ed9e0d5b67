/** The text of a Python file, bundled with the program. */
declare module '*.py?raw' {
  const text: string;
  export default text;
}
