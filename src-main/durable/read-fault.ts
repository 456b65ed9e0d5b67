const WHY: Record<string, string> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EIO: 'its disk reports an error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ESTALE: 'its network drive has lost it',
  ETIMEDOUT: 'its network drive does not answer',
  ENOTCONN: 'its network drive does not answer',
  EHOSTDOWN: 'its network drive does not answer',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file',
  ELOOP: 'it is a link that leads back to itself',
};

/** Why something that is there could not be read. @param code the system's, such as EIO */
export const whyNotRead = (code: string): string => WHY[code] ?? code;
