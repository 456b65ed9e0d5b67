/** The rounds of what was measured beside the contenders; runs of before had them without a reason for none. */
export const roundsOf = (measured) => (Array.isArray(measured) ? measured : (measured?.rounds ?? []));

/** Instead of a number where there are no rounds. */
export const whyNot = (measured) =>
  measured?.problem ? `not measured: ${measured.problem}` : 'not measured';
