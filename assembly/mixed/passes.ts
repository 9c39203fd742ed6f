// Which levels of the sparse factors are at work: all, or in turn blocks of them whose lists stay in the second cache
// while every column of the tail passes. Sums keep their order over levels, so the size of a block changes no bit.
import { at, bytes, index, indexAfter } from "../linalg/memory";
import { Touch, factorAt, sparseCount } from "./layout";

/** Bytes of the lists of a block. */
const BLOCK: i32 = 1 << 20;

/** First level of the present pass, and the first after it, each as a factor and a level of it. */
export let firstStage: i32 = 0;
export let endStage: i32 = 0;
let firstNode: i32 = 0;
let endNode: i32 = 0;

/** One pass over all levels of the first `stages` factors. */
export function passOver(stages: i32): void {
  firstStage = firstNode = endNode = 0;
  endStage = stages;
}

/** Goes on to the next block of levels, after passOver(0); whether more are to come. */
export function nextPass(): bool {
  firstStage = endStage;
  firstNode = endNode;
  let room = BLOCK;
  while (endStage < sparseCount) {
    const factor = factorAt(endStage);
    const width = 4 + 8 * factor.columns;
    const start = factor.vStart;
    const most = index(start, endNode) + room / width;
    if (index(start, factor.levels) <= most) {
      room -= (index(start, factor.levels) - index(start, endNode)) * width;
      endStage++;
      endNode = 0;
      continue;
    }
    const before = endNode;
    while (indexAfter(start, endNode) <= most) endNode++;
    if (endNode == before && room == BLOCK) endNode++;
    return true;
  }
  return false;
}

/** Whether levels of factor `s` are in the present pass, `s` from firstStage on. */
@inline
export function inPass(s: i32): bool {
  return s < endStage || (s == endStage && endNode > 0);
}

/** Places of the first block of `level` in the present pass, and of the first after it, in a list of touches. */
@inline
export function firstTouch(s: i32, touch: Touch, level: i32): i32 {
  return s == firstStage && firstNode > 0 ? seek(touch, level, firstNode) : index(touch.start, level);
}


@inline
export function endTouch(s: i32, touch: Touch, level: i32): i32 {
  return s == endStage ? seek(touch, level, endNode) : indexAfter(touch.start, level);
}

function seek(touch: Touch, level: i32, node: i32): i32 {
  let low = index(touch.start, level);
  let high = indexAfter(touch.start, level);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (index(touch.level, middle) < node) low = middle + 1;
    else high = middle;
  }
  return low;
}
