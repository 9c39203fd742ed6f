// A worker whose tasks do, and fail in, all the ways that the pool must cope with.
import { serveCalls } from "../../src/workers/call-server.js";
import { taskMethods } from "../../src/workers/task-methods.js";

serveCalls(
  taskMethods({
    add: (shared: number) => (values: readonly number[]) => values.map((value) => shared + value),
    fail: () => (text: string) => {
      throw new RangeError(text);
    },
    end: () => (code: number) => process.exit(code),
    hang: () => () => {
      for (;;);
    },
    refuse: (text: string) => {
      throw new Error(text);
    },
  }),
);
