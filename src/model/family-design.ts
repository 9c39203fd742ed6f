// The design of a model whose response a family explains.
import { buildDesign } from "../design/build-design.js";
import type { Design } from "../design/design.js";
import type { Family } from "../family/family.js";
import type { ModelFrame, Notice } from "../frame/model-frame.js";

/** The design of a frame: `response` holds means, `weights` the prior weights alone. */
export function familyDesign(
  frame: ModelFrame,
  { response: reader, dispersion }: Pick<Family, "response" | "dispersion">,
): { design: Design; messages: Notice[]; trials: Float64Array | null } {
  const { values, trials, weights } = reader.read(frame);
  return { ...buildDesign({ ...frame, weights }, { response: values, hasScale: dispersion === "scale" }), trials };
}
