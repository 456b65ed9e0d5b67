import type { RunDocument } from '@shared/contract/run';
import { set, warning } from '@shared/spec/check-words';
import type { Mend, Problem } from '@shared/spec/problem';
import type { RunSpec } from '@shared/spec/run-spec';
import type { Backends } from './backends';
import { processorName } from './resume-differences';

const PARTS = 'its numbers part from those that it would have had.';

/**
 * Where a run that goes on from another's checkpoint would be computed otherwise than that was. Threads and oneDNN are
 * no difference on the same backend: they are taken over.
 */
export async function continuedNumericsProblems(
  spec: RunSpec,
  parent: { name: string; document: Pick<RunDocument, 'numerics' | 'processor'> } | undefined,
  backends: Pick<Backends, 'choose' | 'probe'>,
): Promise<Problem[]> {
  const recorded = parent?.document.numerics;
  if (spec.start?.mode !== 'continue' || !parent || !recorded) return [];
  // One that is not to be had here is refused for that when the run is queued.
  const here = await backends.choose(spec.backend, spec.precision).catch(() => undefined);
  if (here === undefined) return [];
  const problems: Problem[] = [];
  const differ = (path: string, what: string, before: string, now: string, ...mends: Mend[]) => {
    if (before === '' || before === now) return;
    const message = `${parent.name} was computed ${what} ${before}, and this would go on ${what} ${now}: ${PARTS}`;
    problems.push(warning(path, message, ...mends));
  };
  const { backend } = recorded;
  const canBeHad = backend !== here.backend && (await backends.probe(backend)).numerics !== null;
  const names = { gpu: 'GPU', cpu: 'CPU', wasm: 'WebAssembly' };
  differ(
    'backend',
    'on the',
    names[backend],
    names[here.backend],
    ...(canBeHad ? [set(`Use ${names[backend]}`, 'backend', backend)] : []),
  );
  if (backend === here.backend)
    differ('backend', 'with library version', recorded.libraryVersion, here.libraryVersion);
  const { precision } = recorded;
  differ('precision', 'in', precision, here.precision, set(`Use ${precision}`, 'precision', precision));
  differ('backend', 'by the processor', parent.document.processor, processorName());
  return problems;
}
