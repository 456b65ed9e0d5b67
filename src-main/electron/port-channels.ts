/** The two messages between preload script and main process that bring a page its port to the studio. */
export const REQUEST_PORT = 'studio-port:request';
export const DELIVER_PORT = 'studio-port:deliver';
