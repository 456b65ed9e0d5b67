export interface Option {
  value: string;
  label: string;
}

/** A field of the form about one setting of the spec. */
export interface SettingField {
  path: string;
  label: string;
  /** what it is for, in one line */
  hint: string;
  /** the line is shown when asked for, not below the field */
  isHintTip?: boolean;
  /** the values to choose from */
  options?: readonly Option[];
  isSwitch?: boolean;
  /** an empty field means that the spec says nothing; this stands in it then */
  whenEmpty?: string;
  unit?: string;
}

export const optionsOf = (names: Readonly<Record<string, string>>): Option[] =>
  Object.entries(names).map(([value, label]) => ({ value, label }));
