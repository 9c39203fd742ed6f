// What runs inside a worker: the tasks that a pool may ask for, by name, and the calls of a WorkerClient.
import { LinearSystem } from "./engine/linear-system.js";
import { deletionTask } from "./model/deletion.js";
import { type GlmmRefitModel, glmmRefitTask } from "./model/refit-glmm.js";
import { type RefitModel, refitTask } from "./model/refit-task.js";
import { questions } from "./remote/questions.js";
import { session } from "./remote/session.js";
import { serveCalls } from "./workers/call-server.js";
import { serve } from "./workers/serve.js";

serve({
  delete: deletionTask,
  refit(model: RefitModel) {
    const system = new LinearSystem(model.input);
    return refitTask(model, () => system);
  },
  "refit-glmm": (model: GlmmRefitModel) => glmmRefitTask(model),
});
serveCalls(session(questions));
