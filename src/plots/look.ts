// Colors and sizes that every plot uses; they read on white and on dark ground.
export const ACCENT = "#3b82c4";
export const SECOND = "#d9822b";

/** More points than this are shown as hexagons, darker where there are more. */
export const MANY_POINTS = 4000;
/** More levels than this are shown without names. */
export const MANY_NAMES = 60;
/** More levels than this are thinned out, evenly. */
export const MANY_LEVELS = 600;

/** A name short enough for its place. */
export function shortened(name: string, length = 40): string {
  return name.length > length ? `${name.slice(0, length - 1)}…` : name;
}
