export {
  createWorkerClient,
  type RemoteFit,
  WorkerClient,
  type WorkerClientOptions,
  type WorkerCsvSource,
} from "./worker-client.js";
