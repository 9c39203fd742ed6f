// Colors and sizes that every plot uses; they read on white and on dark ground.
export const ACCENT = "#3b82c4";
export const SECOND = "#d9822b";
export const FAINT = 0.35;

/** More points than this are shown as a density of hexagons. */
export const MANY_POINTS = 4000;
/** More rows than this are shown without names. */
export const MANY_NAMES = 60;

/** "Reaction" in a title, whatever its length. */
export function shortened(name: string, length = 40): string {
  return name.length > length ? `${name.slice(0, length - 1)}…` : name;
}
