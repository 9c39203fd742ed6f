// What runs inside a worker: the tasks that a pool may ask for, by name, and the calls of a WorkerClient.
import { fitsTask } from "./fit/fits.js";
import { powerTask } from "./power/analysis.js";
import { questions } from "./remote/questions.js";
import { session } from "./remote/session.js";
import { serveCalls, taskMethods } from "./workers/call-server.js";

serveCalls({ ...taskMethods({ fits: fitsTask, power: powerTask }), ...session(questions) });
