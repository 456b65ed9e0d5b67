import { z } from 'zod';
import { problemSchema } from '../spec/problem';

/** Why a request was refused: `message` is one sentence, `problems` name their fields. */
export const refusalSchema = z.object({ problems: z.array(problemSchema) });
