export {
  isDash,
  isGap,
  isMissing,
  numberIn,
  textIn,
  type Cell,
  type CellRules,
  type DecimalMark,
} from '@shared/data/cell';
