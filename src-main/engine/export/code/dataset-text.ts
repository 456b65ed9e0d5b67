import { definitions, lines, py } from './python';
import type { ScriptPlan } from './script-plan';

function reading({ layout, dataset, validates }: ScriptPlan): string {
  const input = layout.input === 'uint8' ? 'np.uint8' : '"<f4"';
  const target = layout.target === 'class' ? '"targets", np.uint8' : `"targets", "<f4", ${layout.outputs}`;
  const groups = dataset.hasGroups && validates && dataset.givesValidation !== true;
  return `
class Dataset:
    """A dataset of a library: ${layout.input === 'uint8' ? 'bytes' : 'float32 numbers'} in shards that dataset.json names, sample after sample."""

    def __init__(self, folder):
        document = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
        if document["version"] != 2:
            raise SystemExit(f"{folder} was written by another version: import the data again.")
        shards = document["splits"]["train"]["shards"]

        def read(kind, dtype, *shape):
            return np.concatenate([np.fromfile(folder / shard[kind], dtype) for shard in shards]).reshape(-1, *shape)

        self.inputs = read("inputs", ${input}, *INPUT_SHAPE)
        self.targets = read(${target})${
          groups ? '\n        self.groups = read("groups", "<i4") if "groups" in shards[0] else None' : ''
        }${
          dataset.givesValidation === false
            ? ''
            : '\n        self.given_validation = document.get("validationCount", 0)'
        }${
          dataset.isDrawn === false
            ? ''
            : `
        # Built-in digits are trained on while they are drawn, so their first epoch is shuffled shard by shard.
        is_drawn = document["source"]["type"] == "drawn-digits"
        self.shard_ends = np.cumsum([shard["count"] for shard in shards]) if is_drawn else [len(self.targets)]`
        }
`;
}

function heldBack({ spec }: ScriptPlan): string {
  const { folds, fold } = spec.validation;
  if (folds > 0) {
    return `
def held_back(members, fold):
    """One of equal folds."""
    its = members[fold * len(members) // ${folds} : (fold + 1) * len(members) // ${folds}]
    return [] if len(its) == len(members) else its


def chosen(classes):
    """Of each class its part of a fold; where that leaves folds empty, they are dealt out together."""
    parts = [[one for members in classes for one in held_back(members, fold)] for fold in range(${folds})]
    return parts[${fold}] if all(parts) else [one for its in classes if len(its) > 1 for one in its][${fold}::${folds}]
`;
  }
  return `
def held_back(members):
    """A share, rounded; at least one is trained on."""
    return members[: min(math.floor(len(members) * VALIDATION_SHARE + 0.5), len(members) - 1)]


def chosen(classes):
    """Of each class its share; where all have too few for that, they are dealt out together."""
    plain = [one for members in classes for one in held_back(members)]
    dealt = [one for members in classes if len(members) > 1 for one in members]
    share = max(VALIDATION_SHARE, 1 / max(len(dealt), 1))
    upto = [math.floor(at * share + 0.5) for at in range(len(dealt) + 1)]
    return plain or [one for at, one in enumerate(dealt) if upto[at + 1] > upto[at]]
`;
}

const GROUPED = `
def class_of(members, classes):
    """The commonest class of a group, the first of those that are as common."""
    return int(np.bincount(classes[members]).argmax())
`;

function chosenSplit(plan: ScriptPlan): string {
  const { hasClasses, dataset } = plan;
  const classes = hasClasses ? 'data.targets.tolist()' : '[0] * len(data.targets)';
  const units = dataset.hasGroups
    ? `    groups = data.groups if data.groups is not None else np.arange(len(data.targets))
    units = {}
    for sample, group in enumerate(groups.tolist()):
        units.setdefault(group, []).append(sample)
    units = list(units.values())
    classes = ${hasClasses ? '[class_of(unit, data.targets) for unit in units]' : '[0] * len(units)'}`
    : `    classes = ${classes}`;
  const marking = dataset.hasGroups
    ? `    for unit in chosen(members_of):
        held[units[unit]] = True`
    : '    held[chosen(members_of)] = True';
  return `
def split(data):
    """Indices to train and to validate on: ${
      hasClasses ? 'the same share of every class is held back' : 'a share is held back'
    }${dataset.hasGroups ? ', groups as a whole' : ''}."""
    held = np.zeros(len(data.targets), bool)${
      dataset.givesValidation === undefined
        ? `
    if data.given_validation > 0:
        held[-data.given_validation :] = True
        return np.flatnonzero(~held), np.flatnonzero(held)`
        : ''
    }
${units}
    members_of = {}
    for index, one in enumerate(classes):
        members_of.setdefault(one, []).append(index)
    members_of = [shuffled(its, stream(SPLIT, 0, one, VALIDATION_SEED)) for one, its in members_of.items()]
${marking}
    return np.flatnonzero(~held), np.flatnonzero(held)
`;
}

const GIVEN_SPLIT = `
def split(data):
    """Indices to train and to validate on: the dataset gives its last samples for validation."""
    return np.split(np.arange(len(data.targets)), [len(data.targets) - data.given_validation])
`;

function epochOrder({ spec, dataset }: ScriptPlan): string {
  if (!spec.shuffle) return '';
  return `
def epoch_order(training, epoch${dataset.isDrawn === false ? '' : ', shard_ends'}):
    """The order in which an epoch shows its samples."""${
      dataset.isDrawn === false
        ? ''
        : `
    if epoch == 0 and len(shard_ends) > 1:
        shards = np.split(training, np.searchsorted(training, shard_ends[:-1]))
        return np.array(sum((shuffled(its, stream(SHUFFLE, 0, i)) for i, its in enumerate(shards)), []), int)`
    }
    return np.array(shuffled(training, stream(SHUFFLE, epoch)))
`;
}

/** Reading a dataset of a library, and which of its samples are trained on in which order. */
export function datasetText(plan: ScriptPlan): string {
  const { spec, dataset, validates, hasClasses } = plan;
  const chooses = validates && dataset.givesValidation !== true;
  const constants = lines(
    chooses && spec.validation.folds === 0 && `VALIDATION_SHARE = ${py(spec.validation.fraction)}`,
    chooses && `VALIDATION_SEED = ${py(spec.validation.seed)}`,
  );
  return definitions(
    reading(plan),
    constants,
    chooses && heldBack(plan),
    chooses && dataset.hasGroups && hasClasses && GROUPED,
    chooses ? chosenSplit(plan) : validates && GIVEN_SPLIT,
    epochOrder(plan),
  );
}

/** How the order of an epoch is asked for. */
export const orderCall = ({ spec, dataset }: ScriptPlan): string => {
  if (!spec.shuffle) return 'training';
  return dataset.isDrawn === false
    ? 'epoch_order(training, epoch)'
    : 'epoch_order(training, epoch, data.shard_ends)';
};
