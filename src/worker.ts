// What runs inside a worker: the tasks that a pool may ask for, by name.
import { Engine } from "./engine/engine.js";
import { deletionTask } from "./model/deletion.js";
import { type GlmmRefitModel, glmmRefitTask } from "./model/refit-glmm.js";
import { type RefitModel, refitTask } from "./model/refit-task.js";
import { serve } from "./workers/serve.js";

serve({
  delete: deletionTask,
  refit(model: RefitModel) {
    const system = new Engine(model.input);
    return refitTask(model, () => system);
  },
  "refit-glmm": (model: GlmmRefitModel) => glmmRefitTask(model),
});
