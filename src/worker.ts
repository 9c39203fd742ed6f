// What runs inside a worker: the tasks that a pool may ask for, by name, and the calls of a WorkerClient.
import { fitsTask, type PlainModel } from "./model/fits.js";
import { questions } from "./remote/questions.js";
import { session } from "./remote/session.js";
import { serveCalls } from "./workers/call-server.js";
import { serve } from "./workers/serve.js";

serve({ fits: (model: PlainModel) => fitsTask(model) });
serveCalls(session(questions));
